import type { Deal, EngineParts } from '../../../core/engine-parts.ts'
import type { NodeInfo } from '../../../core/node.ts'
import type { Invocation } from '../../../core/runner.ts'

/** Whoever deals nodes out to service nodes. */
export interface ServiceNodeDealer {
  /** Deals for those of these nodes that are reached from service nodes; none where there is no NATS. */
  deal(invocation: Invocation, nodes: readonly NodeInfo[]): readonly Deal[]
}

/**
 * How a run reaches its nodes where some of them are reached from service nodes; the others as before. The words of the run go
 * there, so that it is made for one run.
 */
export function withServiceNodes(
  parts: EngineParts,
  invocation: Invocation,
  dealer: ServiceNodeDealer | undefined,
): EngineParts {
  if (!dealer) return parts
  return {
    protocolOf: (...asked) => parts.protocolOf(...asked),
    lease: (...asked) => parts.lease(...asked),
    executor: (...asked) => parts.executor(...asked),
    deal(nodes) {
      const there = dealer.deal(invocation, nodes)
      if (there.length === 0) return parts.deal?.(nodes) ?? []
      const dealt = new Set(there.flatMap((deal) => deal.nodes))
      return [...there, ...(parts.deal?.(nodes.filter((node) => !dealt.has(node))) ?? [])]
    },
  }
}
