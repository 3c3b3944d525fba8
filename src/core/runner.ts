import type { Call } from './capability.ts'
import type { RunEvent } from './event.ts'
import type { NodeInfo, NodeName } from './node.ts'

/** Words that became a call; the words are what crosses to another process, where they are parsed again. */
export interface Invocation {
  readonly command: string
  readonly words: readonly string[]
  readonly call: Call
}

/** How a run is to go. */
export interface RunOptions {
  /** Ends the run: what is on the wire is broken off, what was not begun is not begun. */
  readonly signal: AbortSignal
  /** Nodes worked on at the same time. */
  readonly fanout: number
  /** Working directory of whoever asked. */
  readonly cwd: string
  /** Emit `trace` events for each HTTP exchange. */
  readonly trace: boolean
  /** Ask BMCs too that are known not to answer. */
  readonly retryUnreachable?: boolean
  /** The latest checkpoints of a run that was broken off and goes on with this one. */
  readonly checkpoints?: ReadonlyMap<NodeName, unknown>
  /** Once more nodes than this have failed, no further one is begun. */
  readonly maxFailures?: number
  /** Where failures of this run are counted by all threads that work on it. */
  readonly failuresCounted?: SharedArrayBuffer
  /** The job that this run is part of: what holds a BMC's lock says so. */
  readonly job?: number
  /** The process that has the locks of the BMCs for this run already, where another one works on them; see `processName`. */
  readonly lockedBy?: string
}

/**
 * Nodes worked on at the same time, unless the operator says otherwise. What costs CPU, the TLS handshakes, is bounded by itself;
 * so this is as many as BMCs that do not answer may hold up without the others having to wait for them.
 */
export const DEFAULT_FANOUT = 2048

/** Whatever can run a call on nodes: this process, an agent behind a socket, a service node. */
export interface Runner {
  readonly name: string
  run(invocation: Invocation, nodes: readonly NodeInfo[], options: RunOptions): AsyncIterable<RunEvent>
}
