import { availableParallelism } from 'node:os'
import pLimit, { type LimitFunction } from 'p-limit'

/** TLS handshakes under way at once, for each core: they are what costs CPU, and too many of them only make each one late. */
const PER_CORE = 128
const MOST = 1024

/** How many TLS handshakes this machine has under way at once. */
export function handshakesAtOnce(): number {
  return Math.min(PER_CORE * availableParallelism(), MOST)
}

/** Overtaken by this part of all turns, a handshake is silent, however young. */
const OVERTAKEN_SHARE = 1 / 8

/** How often, in milliseconds, it is looked who is silent; one that is older is silent when a single one has overtaken it. */
const LOOK_MS = 250

/** When for so long, in milliseconds, none at all has finished, whoever is under way is taken to be silent. */
const NOBODY_MS = 500

/** A turn that is taken, until it is given on. */
interface Turn {
  /** Counted up as they begin. */
  readonly number: number
  readonly began: number
  /** How many that began later have finished. */
  overtakenBy: number
  giveOn(): void
}

/** Turns for TLS handshakes; waiting for one is not timed. */
export class Handshakes {
  readonly #turns: LimitFunction
  readonly #manyOvertook: number
  /** In the order in which they began. */
  readonly #underWay = new Set<Turn>()
  #begun = 0
  #lastFinished = Number.NEGATIVE_INFINITY
  #looking: NodeJS.Timeout | undefined

  constructor(atOnce = handshakesAtOnce()) {
    this.#turns = pLimit(atOnce)
    this.#manyOvertook = Math.max(atOnce * OVERTAKEN_SHARE, 1)
  }

  /**
   * Opens a connection when its turn comes. A BMC that is silent, while others that were asked after it have finished, gives
   * its turn on, so that dead ones never hold up the others; one that is late because everything is late keeps it.
   */
  inTurn<T>(open: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    this.#turns(() => {
      const opened = open()
      opened.then(resolve, reject)
      return this.#turnOf(opened)
    }).catch(reject)
    return promise
  }

  /** Resolves when the turn is given on. */
  #turnOf(opened: Promise<unknown>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const turn: Turn = {
      number: ++this.#begun,
      began: performance.now(),
      overtakenBy: 0,
      giveOn: () => {
        this.#underWay.delete(turn)
        resolve()
      },
    }
    this.#underWay.add(turn)
    this.#looking ??= setInterval(() => this.#look(), LOOK_MS).unref()
    opened.then(
      () => this.#finished(turn),
      () => turn.giveOn(),
    )
    return promise
  }

  #finished(by: Turn): void {
    this.#lastFinished = performance.now()
    by.giveOn()
    for (const turn of this.#underWay) {
      if (turn.number > by.number) return
      turn.overtakenBy += 1
      if (turn.overtakenBy >= this.#manyOvertook) turn.giveOn()
    }
  }

  #look(): void {
    const now = performance.now()
    for (const turn of this.#underWay) {
      const isOvertaken = turn.overtakenBy > 0 && now - turn.began >= LOOK_MS
      if (isOvertaken || now - Math.max(turn.began, this.#lastFinished) > NOBODY_MS) turn.giveOn()
    }
    if (this.#underWay.size > 0) return
    clearInterval(this.#looking)
    this.#looking = undefined
  }
}
