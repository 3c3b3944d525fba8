import { setTimeout as sleep } from 'node:timers/promises'
import type { Counts, RunEvent } from '../../core/event.ts'
import type { NodeInfo } from '../../core/node.ts'
import type { Invocation, Runner, RunOptions } from '../../core/runner.ts'
import { loadExecutor } from '../../hwctl/registry.ts'

/** Pause, in milliseconds, before a lost agent is replaced, and how often that is done in a row. */
const PAUSE_MS = 500
const REPLACED_AT_MOST = 5

/** An agent that lived so long, in milliseconds, is none of a row. */
const LIVED_MS = 60_000

type Loss = Extract<RunEvent, { kind: 'failure' }>

interface Job {
  readonly invocation: Invocation
  readonly nodes: readonly NodeInfo[]
  readonly options: RunOptions
}

/**
 * Runs at an agent; work that lasts until the run ends goes on at another agent when that one is lost, from the latest
 * checkpoints. Anything else is never begun twice.
 */
export function resuming(first: Runner, another: () => Promise<Runner>): Runner {
  return {
    name: first.name,
    run: (invocation, nodes, options) => resumed(first, another, { invocation, nodes, options }),
  }
}

async function* resumed(
  first: Runner,
  another: () => Promise<Runner>,
  job: Job,
): AsyncGenerator<RunEvent, void, undefined> {
  const checkpoints = new Map(job.options.checkpoints)
  let counts: Counts = { ok: 0, failed: 0, notRun: 0 }
  let { nodes } = job
  let runner = first
  for (let inARow = 0; ; inARow++) {
    const lost: Loss[] = []
    const began = performance.now()
    const options = checkpoints.size > 0 ? { ...job.options, checkpoints } : job.options
    for await (const event of runner.run(job.invocation, nodes, options)) {
      if (event.kind === 'checkpoint') checkpoints.set(event.node, event.checkpoint)
      if (isLoss(event, options.signal)) lost.push(event)
      else if (event.kind === 'done') counts = sum(counts, event.counts)
      else yield event
    }
    if (performance.now() - began > LIVED_MS) inARow = 0
    const next = lost.length > 0 && inARow < REPLACED_AT_MOST ? await goOn(job, another) : undefined
    if (!next) {
      yield* lost
      yield { kind: 'done', counts }
      return
    }
    const [{ error } = { error: undefined }] = lost
    if (error) yield { kind: 'warning', error }
    counts = { ...counts, failed: counts.failed - lost.length }
    const names = new Set(lost.map(({ node }) => node))
    nodes = nodes.filter(({ name }) => names.has(name))
    runner = next
  }
}

/** Nobody ended the run, and yet the node's work was broken off: its agent is gone. */
function isLoss(event: RunEvent, signal: AbortSignal): event is Loss {
  return (
    event.kind === 'failure' &&
    event.node !== undefined &&
    event.error.kind === 'cancelled' &&
    !signal.aborted
  )
}

async function goOn({ invocation, nodes, options }: Job, another: () => Promise<Runner>) {
  if (!(await isLasting(invocation, nodes))) return undefined
  try {
    await sleep(PAUSE_MS, undefined, { signal: options.signal })
    return await another()
  } catch {
    return undefined // the nodes' own errors say that the agent was lost
  }
}

async function isLasting({ call }: Invocation, nodes: readonly NodeInfo[]): Promise<boolean> {
  const protocols = new Set(nodes.map(({ protocol }) => (protocol === 'auto' ? 'openbmc' : protocol)))
  for (const protocol of protocols) {
    const steps = (await loadExecutor(protocol, call.capability)).ops[call.op]
    if (steps && steps !== 'unsupported' && steps.isLasting) return true
  }
  return false
}

function sum(a: Counts, b: Counts): Counts {
  return { ok: a.ok + b.ok, failed: a.failed + b.failed, notRun: a.notRun + b.notRun }
}
