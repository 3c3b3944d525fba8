import type { Counts } from '../core/event.ts'

/** Exit codes of `hwctl`; under the names that xCAT's users know (`rpower`, …) there are only 0 and 1. */
export const EXIT = {
  ok: 0,
  /** Some nodes failed. */
  someFailed: 1,
  /** The words made no sense, or the run could not start; no BMC was asked. */
  usage: 2,
  /** Every node failed. */
  allFailed: 3,
  /** Interrupted, or out of time, before every node had answered. */
  cancelled: 130,
} as const

/** Thrown by a command that has said everything and has nothing left but its exit code. */
export class EndedWith extends Error {
  readonly code: number
  constructor(code: number) {
    super(`exit code ${code}`)
    this.code = code
  }
}

/** How a run ended. */
export interface Ending {
  readonly counts: Counts
  /** Something failed that is not about one node. */
  readonly runFailed: boolean
  readonly cancelled: boolean
}

/** The exit code of a run under `hwctl`. */
export function exitCodeOf({ counts, runFailed, cancelled }: Ending): number {
  if (cancelled && counts.failed + counts.notRun > 0) return EXIT.cancelled
  if (counts.notRun > 0 && counts.ok === 0) return EXIT.usage
  if (counts.failed + counts.notRun === 0) return runFailed ? EXIT.someFailed : EXIT.ok
  return counts.ok === 0 ? EXIT.allFailed : EXIT.someFailed
}
