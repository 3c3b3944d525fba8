import type { Call } from './capability.ts'
import type { RunEvent } from './event.ts'
import type { Executor } from './lifecycle.ts'
import type { NodeInfo, ProtocolName } from './node.ts'
import type { RunOptions } from './runner.ts'

export type Emit = (event: RunEvent) => void

/** A BMC to work with, for the time of one node's `run` step. */
export interface Lease {
  readonly bmc: unknown
  /** Gives the BMC back: its session is ended, or kept for the next one. Never rejects. */
  release(): Promise<void>
}

/** What the engine needs from the outside: how to reach BMCs, and who does what over which protocol. */
export interface EngineParts {
  /** Which protocol a node's BMC speaks; asks the BMC where nobody knows yet. */
  protocolOf(node: NodeInfo, emit: Emit, options: RunOptions): Promise<ProtocolName>
  lease(node: NodeInfo, protocol: ProtocolName, emit: Emit, options: RunOptions): Promise<Lease>
  executor(protocol: ProtocolName, capability: string): Promise<Executor>
  /** Which nodes are worked on elsewhere, and where; without it, none is. */
  deal?(nodes: readonly NodeInfo[]): readonly Deal[]
}

/** What `validate` and `pre` have been done for: plain data, so that it can cross to another thread. */
export interface PreparedCall {
  readonly call: Call
  readonly prepared: ReadonlyMap<ProtocolName, unknown>
  /** Does the same for a protocol that a node is found to speak. @throws HwctlError where that ended the run */
  prepare?(protocol: ProtocolName): Promise<unknown>
}

/** Nodes that are worked on elsewhere: all events of theirs, in order for each, and exactly one outcome each. */
export interface Deal {
  readonly nodes: readonly NodeInfo[]
  /** These nodes are not to be reached from here. */
  readonly isOnlyWay?: boolean
  run(work: PreparedCall, options: RunOptions): AsyncIterable<RunEvent>
}
