import type { Order, OrderedNode } from '../bus/order.ts'
import { type ErrorFacts, factsOf } from '../core/errors.ts'
import type { NodeInfo, NodeName } from '../core/node.ts'
import type { RunOptions } from '../core/runner.ts'
import { readNodeInfo } from '../edges/xcat/node-info.ts'

/** How a run begins, as its broker says. */
export type Begin = Extract<Order, { readonly is: 'begin' }>

/** What stands in for attributes of nodes that a broker always sends. */
const DEFAULTS = { protocol: 'auto', tls: 'pin', tlsLevel: 2 } as const

/** Nodes of one order, and what is wrong with those that cannot be read. */
export function readNodes(ordered: readonly OrderedNode[]): {
  readonly nodes: readonly NodeInfo[]
  readonly wrong: readonly { readonly node: NodeName; readonly error: ErrorFacts }[]
} {
  const nodes: NodeInfo[] = []
  const wrong: { node: NodeName; error: ErrorFacts }[] = []
  for (const { name, info } of ordered) {
    try {
      nodes.push(readNodeInfo(name as NodeName, info, DEFAULTS))
    } catch (thrown) {
      wrong.push({ node: name as NodeName, error: factsOf(thrown) })
    }
  }
  return { nodes, wrong }
}

/** How the nodes of one order are worked on: all at once, each from its checkpoint. */
export function optionsOfPart(
  { cwd, trace, retryUnreachable, maxFailures, job, lockedBy }: Begin,
  ordered: readonly OrderedNode[],
  { signal, failuresCounted }: Pick<RunOptions, 'signal' | 'failuresCounted'>,
): RunOptions {
  const checkpoints = new Map(
    ordered.flatMap(({ name, checkpoint }) =>
      checkpoint === undefined ? [] : [[name as NodeName, checkpoint] as const],
    ),
  )
  return {
    ...{ signal, fanout: ordered.length, cwd, trace, retryUnreachable },
    ...(maxFailures !== undefined && { maxFailures }),
    ...(failuresCounted && { failuresCounted }),
    ...(job !== undefined && { job }),
    ...(lockedBy !== undefined && { lockedBy }),
    ...(checkpoints.size > 0 && { checkpoints }),
  }
}
