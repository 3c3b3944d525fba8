import type { ProtocolName } from '../core/node.ts'
import type { Attributes } from './attribute.ts'

/** The protocol that an `auto` node was found to speak, and the BMC at which it was found. */
export interface FoundProtocol {
  readonly protocol: ProtocolName
  readonly bmc: string
}

/** What the operator wrote of one node, and what was found out about it. */
export interface NodeRecord {
  readonly name: string
  readonly attributes: Attributes
  /** Static groups, in the order written. */
  readonly groups: readonly string[]
  readonly found?: FoundProtocol
}

/** What a node is doing, in the words that commands report, and since when (ISO 8601). */
export interface NodeStatusRecord {
  readonly node: string
  readonly status: string
  readonly at: string
}
