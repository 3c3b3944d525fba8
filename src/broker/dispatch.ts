import { Channel } from '../core/channel.ts'
import { type ErrorFacts, factsOf } from '../core/errors.ts'
import type { Counts, RunEvent } from '../core/event.ts'
import type { NodeInfo, NodeName } from '../core/node.ts'
import type { Invocation, Runner, RunOptions } from '../core/runner.ts'

/** Nodes as far as they are known well enough to be reached, and why the others are not. */
export interface Resolved {
  readonly nodes: readonly NodeInfo[]
  readonly failures: readonly { readonly node: NodeName; readonly error: ErrorFacts }[]
}

/** Deals nodes out over runners and merges what they say; nodes that cannot be reached are told first, `done` comes last. */
export function dispatch(
  invocation: Invocation,
  resolved: Resolved,
  runnerOf: (node: NodeInfo) => Runner,
  options: RunOptions,
): AsyncIterable<RunEvent> {
  const merged = new Channel<RunEvent>()
  let counts: Counts = { ok: 0, failed: resolved.failures.length, notRun: 0 }
  for (const { node, error } of resolved.failures) merged.push({ kind: 'failure', node, error })
  const shares = [...Map.groupBy(resolved.nodes, runnerOf)].map(async ([runner, nodes]) => {
    counts = sum(counts, await drain(runner, invocation, nodes, options, merged))
  })
  Promise.all(shares).then(() => {
    merged.push({ kind: 'done', counts })
    merged.close()
  })
  return merged
}

/** Passes on all that a runner says but its `done`, whose counts it returns. */
async function drain(
  runner: Runner,
  invocation: Invocation,
  nodes: readonly NodeInfo[],
  options: RunOptions,
  merged: Channel<RunEvent>,
): Promise<Counts> {
  let counts: Counts = { ok: 0, failed: 0, notRun: nodes.length }
  try {
    for await (const event of runner.run(invocation, nodes, options)) {
      if (event.kind === 'done') counts = event.counts
      else merged.push(event)
      await merged.room()
    }
  } catch (thrown) {
    merged.push({ kind: 'failure', error: factsOf(thrown) })
  }
  return counts
}

function sum(a: Counts, b: Counts): Counts {
  return { ok: a.ok + b.ok, failed: a.failed + b.failed, notRun: a.notRun + b.notRun }
}
