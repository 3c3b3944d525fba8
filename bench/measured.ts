/** What one contestant's run over the whole fleet came to. */
export interface Measured {
  readonly wallMs: number
  /** CPU of our side, all processes of the contestant; never the simulator's. */
  readonly cpuMs: number
  /** CPU of the short-lived client among it, where there is one. */
  readonly clientCpuMs?: number
  /** The most resident memory that a contestant's process ever had. */
  readonly peakKb?: number
  /** To the first answer of a node. */
  readonly firstMs: number
  /** Nodes that answered, and those that did not. */
  readonly ok: number
  readonly failed: number
  /** Why the first of the latter did not. */
  readonly reason?: string
  /** CPU of the simulators meanwhile. */
  readonly simulatorCpuMs?: number
  /** Requests that the BMCs saw. */
  readonly requests?: number
}

/** Log in, read, log out, one after the other for each node; the same with what is logged in kept; a read; the logout. */
export const PHASES = ['whole', 'first', 'again', 'end'] as const
export type Phase = (typeof PHASES)[number]

/** The middle one; of an even number, the mean of both in the middle. NaN without any. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2
}
