import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import pLimit, { type LimitFunction } from 'p-limit'

/** TLS handshakes under way at once, for each core: they are what costs CPU, and too many of them only make each one late. */
const PER_CORE = 128
const MOST = 1024

/** How many TLS handshakes this machine has under way at once. */
export function handshakesAtOnce(): number {
  return Math.min(PER_CORE * availableParallelism(), MOST)
}

/** How long, in milliseconds, a handshake is let be before it is looked whether it is silent. */
const LOOK_MS = 250

/** When for so long, in milliseconds, none at all has finished, whoever is under way is taken to be silent. */
const NOBODY_MS = 500

/** Turns for TLS handshakes; waiting for one is not timed. */
export class Handshakes {
  readonly #turns: LimitFunction
  #latestFinishedBegan = Number.NEGATIVE_INFINITY
  #lastFinished = Number.NEGATIVE_INFINITY

  constructor(atOnce = handshakesAtOnce()) {
    this.#turns = pLimit(atOnce)
  }

  /**
   * Opens a connection when its turn comes. A BMC that is silent, while others that were asked after it have finished, gives
   * its turn on, so that dead ones never hold up the others; one that is late because everything is late keeps it.
   */
  async inTurn<T>(open: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    await this.#turns(() => {
      const began = performance.now()
      const opened = open()
      opened.then(resolve, reject)
      const finished = opened.then(
        () => this.#finished(began),
        () => undefined,
      )
      return Promise.race([finished, this.#silence(began, finished)])
    })
    return promise
  }

  #finished(began: number): void {
    this.#latestFinishedBegan = Math.max(this.#latestFinishedBegan, began)
    this.#lastFinished = performance.now()
  }

  /** Resolves when a handshake is silent, or has ended. */
  async #silence(began: number, finished: Promise<void>): Promise<void> {
    let isOver = false
    finished.then(() => {
      isOver = true
    })
    do await sleep(LOOK_MS, undefined, { ref: false })
    while (!isOver && !this.#isSilent(began))
  }

  #isSilent(began: number): boolean {
    const nobodySince = Math.max(began, this.#lastFinished)
    return this.#latestFinishedBegan > began || performance.now() - nobodySince > NOBODY_MS
  }
}
