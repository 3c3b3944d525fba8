import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import type { RestAnswer } from '../../../rest/request.ts'
import { dumpInTaskHeaders } from '../quirks/dump-in-task-headers.ts'
import { check } from './errors.ts'
import { pathIn } from './location.ts'
import type { RedfishClient } from './resource.ts'

const taskBody = z.object({ '@odata.id': z.string(), TaskState: z.string() })

/** The body of a 202 is the task, whose own address tells more than that of its monitor (DSP0266 12.2). */
export function taskIn(json: unknown): string | undefined {
  return taskBody.safeParse(json).data?.['@odata.id']
}

/** Where the Location of an answer leads. */
export function locationOf({ headers: { location } }: RestAnswer): string | undefined {
  return typeof location === 'string' ? pathIn(location) : undefined
}

/** How far a task is: over with the entry that came of it, where the service says; or not yet, with its state. */
export type TaskLook =
  | { readonly isOver: true; readonly entry?: string }
  | { readonly isOver: false; readonly state: string }

const task = z.object({
  TaskState: z.string().nullish(),
  PercentComplete: z.number().nullish().catch(undefined),
  Messages: z
    .array(z.object({ Message: z.string().nullish(), MessageId: z.string().nullish() }))
    .nullish()
    .catch([]),
  Payload: z
    .object({ HttpHeaders: z.array(z.string()).nullish().catch([]) })
    .nullish()
    .catch(undefined),
})

const FAILED = new Set(['Exception', 'Killed', 'Cancelled'])

/**
 * GET of the task. The entry is its Location, or among the headers of its payload. A task that the service has forgotten is over.
 * @throws HwctlError `bmc` where it failed, with its messages
 */
export async function lookAtTask(bmc: RedfishClient, path: string): Promise<TaskLook> {
  const request = { operation: 'create_dump', method: 'GET', path, signal: bmc.signal } as const
  const answer = await bmc.session.request(request)
  if (answer.status === 404) return { isOver: true }
  check(bmc.session.rest, answer)
  const { TaskState, PercentComplete, Messages, Payload } = task.safeParse(answer.json).data ?? {}
  if (TaskState && FAILED.has(TaskState)) {
    const texts = (Messages ?? []).flatMap((one) => one.Message ?? one.MessageId ?? [])
    throw failed(bmc, `dump: task ${TaskState}: ${texts.join(' ') || 'no reason given'}`)
  }
  if (answer.status === 202 || (TaskState && TaskState !== 'Completed')) {
    const percent = PercentComplete == null ? '' : ` ${PercentComplete} %`
    return { isOver: false, state: `${TaskState ?? 'Running'}${percent}` }
  }
  const { header: inHeaders } = dumpInTaskHeaders
  const header = Payload?.HttpHeaders?.find((line) => inHeaders.test(line))?.replace(inHeaders, '')
  const entry = (header === undefined ? undefined : pathIn(header)) ?? locationOf(answer)
  return { isOver: true, ...(entry !== undefined && { entry }) }
}

function failed({ session }: RedfishClient, message: string): HwctlError {
  const { host, port } = session.rest.endpoint
  return new HwctlError({ kind: 'bmc', host, port, status: 200, message })
}
