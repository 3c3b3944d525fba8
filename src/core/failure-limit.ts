import { type ErrorFacts, HwctlError } from './errors.ts'
import type { RunOptions } from './runner.ts'

/** Why a node is not begun after so many others failed. */
export function tooManyFailed(): HwctlError {
  return new HwctlError({
    kind: 'cancelled',
    reason: 'too many nodes failed (--max-failures)',
    reached: false,
  })
}

/** After how many failures no further node is begun; all threads of a run count in the same memory, each as it happens. */
export class FailureLimit {
  readonly #most: number
  /** Where this run's failures are counted. */
  readonly counted: SharedArrayBuffer
  readonly #count: Int32Array

  /** The limit of a run that has one. */
  static of({
    maxFailures,
    failuresCounted,
  }: Pick<RunOptions, 'maxFailures' | 'failuresCounted'>): FailureLimit | undefined {
    return maxFailures === undefined ? undefined : new FailureLimit(maxFailures, failuresCounted)
  }

  private constructor(most: number, counted = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)) {
    this.#most = most
    this.counted = counted
    this.#count = new Int32Array(counted)
  }

  count(): void {
    Atomics.add(this.#count, 0, 1)
  }

  /** No further node is begun, however many have failed here: too many have elsewhere. */
  exceed(): void {
    Atomics.store(this.#count, 0, this.#most + 1)
  }

  /** Why no further node is begun; undefined where one may be. */
  whyNoFurther(): ErrorFacts | undefined {
    return this.#isOver() ? tooManyFailed().facts : undefined
  }

  /**
   * @param told Failures that are known here besides: a thread that is lost has not counted its own.
   * @throws HwctlError `cancelled` once there are more than are let pass
   */
  check(told: number): void {
    if (this.#isOver(told)) throw tooManyFailed()
  }

  #isOver(told = 0): boolean {
    return Math.max(Atomics.load(this.#count, 0), told) > this.#most
  }
}
