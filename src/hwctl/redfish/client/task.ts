import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import type { RestAnswer } from '../../../rest/request.ts'
import { check } from './errors.ts'
import { pathIn } from './location.ts'
import type { RedfishClient } from './resource.ts'

const task = z.object({
  TaskState: z.string().optional(),
  Messages: z
    .array(z.object({ Message: z.string().optional(), MessageId: z.string().optional() }))
    .catch([])
    .optional(),
})

/** Task states after which nothing more happens (DSP2046, Task). */
const FAILED = new Set(['Exception', 'Killed', 'Cancelled'])

/** How long a task of a reset may take, and how often it is asked when the service does not say. */
const TASK_MS = 120_000
const PAUSE_MS = 1000
/** A service that asks to be asked again at once, or before, is not asked as fast as it answers. */
const LEAST_PAUSE_MS = 100

/**
 * Follows a 202 to the end of its task; any other answer has no task.
 * @throws HwctlError `bmc` when the task failed, `deadline` when it did not end.
 */
export async function awaitTask(bmc: RedfishClient, operation: string, answer: RestAnswer): Promise<void> {
  if (answer.status !== 202 || typeof answer.headers.location !== 'string') return
  const path = pathIn(answer.headers.location)
  if (path === undefined) return
  const began = performance.now()
  let latest = answer
  for (;;) {
    await sleep(pauseMs(latest), undefined, { signal: bmc.signal })
    latest = await bmc.session.request({ operation, method: 'GET', path, signal: bmc.signal })
    if (latest.status === 404) return // the service has already forgotten a task that ended
    check(bmc.session.rest, latest)
    const state = stateOf(bmc, latest)
    if (latest.status !== 202 && (state === undefined || state === 'Completed')) return
    const waitedMs = Math.round(performance.now() - began)
    if (waitedMs > TASK_MS)
      throw new HwctlError({
        kind: 'deadline',
        sent: operation,
        waitingFor: 'Completed',
        waitedMs,
        lastSeen: state ?? 'None',
      })
  }
}

function stateOf(bmc: RedfishClient, answer: RestAnswer): string | undefined {
  const parsed = task.safeParse(answer.json)
  const state = parsed.data?.TaskState
  if (state === undefined || !FAILED.has(state)) return state
  const { host, port } = bmc.session.rest.endpoint
  const texts = parsed.data?.Messages?.flatMap((one) => one.Message ?? one.MessageId ?? []) ?? []
  throw new HwctlError({
    kind: 'bmc',
    host,
    port,
    status: answer.status,
    message: `task ${state}: ${texts.join(' ') || 'no reason given'}`,
  })
}

function pauseMs({ headers }: RestAnswer): number {
  const seconds = Number(headers['retry-after'])
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds * 1000, LEAST_PAUSE_MS), 15_000) : PAUSE_MS
}
