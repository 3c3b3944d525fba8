/** How long, in milliseconds, each part of an exchange with a BMC may take; no clock runs while a request waits its turn. */
export interface Limits {
  readonly connectMs: number
  readonly tlsMs: number
  /** From the request being on the wire to the first byte of the answer. */
  readonly firstByteMs: number
  /** The longest silence between two pieces of a body. */
  readonly bodyMs: number
  /** From the first byte to the last. */
  readonly wholeBodyMs: number
}

/** BMCs are small machines: seconds, not milliseconds, and xCAT's 30 s for an answer. */
export const DEFAULT_LIMITS: Limits = {
  connectMs: 10_000,
  tlsMs: 15_000,
  firstByteMs: 30_000,
  bodyMs: 30_000,
  wholeBodyMs: 120_000,
}

/** The largest answer that is read, in bytes. */
export const MAX_ANSWER_BYTES = 16 * 1024 * 1024
