import type { Deal, EngineParts } from '../../../core/engine-parts.ts'
import type { NodeInfo } from '../../../core/node.ts'
import type { Invocation } from '../../../core/runner.ts'
import type { Hold } from '../../jobs/locked-lease.ts'

/** Whoever deals nodes out to service nodes. */
export interface ServiceNodeDealer {
  /** Deals for those of these nodes that are reached from service nodes; none where there is no NATS. */
  deal(invocation: Invocation, nodes: readonly NodeInfo[], hold?: Hold): readonly Deal[]
}

/**
 * How a run reaches its nodes where some of them are reached from service nodes; the others as before. The words of the run go
 * there, so that it is made for one run.
 * @param hold holds the lock of a node's BMC; without it, the call needs none
 */
export function withServiceNodes(
  parts: EngineParts,
  { invocation, hold }: { readonly invocation: Invocation; readonly hold?: Hold | undefined },
  dealer: ServiceNodeDealer | undefined,
): EngineParts {
  if (!dealer) return parts
  return {
    protocolOf: (...asked) => parts.protocolOf(...asked),
    lease: (...asked) => parts.lease(...asked),
    executor: (...asked) => parts.executor(...asked),
    deal(nodes) {
      const there = dealer.deal(invocation, nodes, hold)
      if (there.length === 0) return parts.deal?.(nodes) ?? []
      const dealt = new Set(there.flatMap((deal) => deal.nodes))
      return [...there, ...(parts.deal?.(nodes.filter((node) => !dealt.has(node))) ?? [])]
    },
  }
}
