import type { Call } from '../../../core/capability.ts'
import { type ErasedSteps, unsupported } from '../../../core/lifecycle.ts'
import { type NodeInfo, PROTOCOL_NAMES } from '../../../core/node.ts'
import { loadExecutor } from '../../../hwctl/registry.ts'

/** What may be done with nodes whose service node was lost in the middle. */
export interface Repeatable {
  /** It only reads, or goes on from checkpoints: it is done again by another one. */
  readonly isRepeatable: boolean
  /** It lasts until the run ends; every node is begun at once. */
  readonly isLasting: boolean
}

/** A call only reads where all its requests do, over each protocol that its nodes may speak; one that does not say is a write. */
export async function repeatable(
  { capability, op, input }: Call,
  nodes: readonly NodeInfo[],
): Promise<Repeatable> {
  const spoken = new Set(nodes.map(({ protocol }) => protocol))
  const protocols = PROTOCOL_NAMES.filter((name) => spoken.has('auto') || spoken.has(name))
  const executors = await Promise.all(protocols.map((protocol) => loadExecutor(protocol, capability)))
  const steps = executors.flatMap(({ ops }) => {
    const found = ops[op] ?? unsupported
    return found === unsupported ? [] : [found]
  })
  const isLasting = steps.some((one) => one.isLasting === true)
  return { isLasting, isRepeatable: isLasting || steps.every((one) => onlyReads(one, input)) }
}

function onlyReads({ plan }: ErasedSteps, input: unknown): boolean {
  const requests = plan?.(input) ?? []
  return requests.length > 0 && requests.every((line) => line.startsWith('GET '))
}
