import { onAbort } from './ending.ts'

/** As many requests are on the wire at once at the start, and never more. */
const MOST = 2048
/** Never fewer. */
const LEAST = 32
/** A share of strained answers from which on there is too much on the wire; a few BMCs are always out of sorts. */
const TOO_MUCH = 0.1
/** A share below which there may be more. */
const FINE = 0.02

/** What an exchange showed of the load; nothing, where its BMC has never answered. */
export type LoadSign = 'fine' | 'strained' | undefined

/**
 * How many requests are on the wire at once: as many as the fleet, and the network to it, bear. Where answers are strained,
 * fewer; where they are not, more again. Waiting for a turn is not timed.
 */
export class InFlight {
  readonly #most: number
  readonly #waiting = new Set<() => void>()
  #allowed: number
  #now = 0
  /** The most that were under way at once since the number allowed was last looked at. */
  #peak = 0
  /** Since the number allowed was last looked at. */
  #ended = 0
  #strained = 0
  /** How many more the next time: slowly at first, so that what was found to be too much is not soon reached again. */
  #step = 1

  constructor(most = MOST) {
    this.#most = most
    this.#allowed = most
  }

  /** So many are allowed now. */
  get allowed(): number {
    return this.#allowed
  }

  /** Takes a turn, at once where there is room; resolves when it has come. Rejects with the signal's reason. */
  enter(signal: AbortSignal): Promise<void> | undefined {
    if (this.#now >= this.#allowed) return this.#turn(signal)
    this.#begin()
    return undefined
  }

  /** Gives the turn on. */
  leave(sign: LoadSign): void {
    this.#now -= 1
    if (sign) this.#ended += 1
    if (sign === 'strained') this.#strained += 1
    if (this.#ended >= Math.max(this.#peak, LEAST) / 2) this.#adapt()
    for (const go of this.#waiting) {
      if (this.#now >= this.#allowed) return
      this.#waiting.delete(go)
      this.#begin()
      go()
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#waiting.add(resolve)
    const forget = onAbort(signal, (reason) => {
      if (this.#waiting.delete(resolve)) reject(reason)
    })
    return promise.finally(forget)
  }

  #begin(): void {
    this.#now += 1
    this.#peak = Math.max(this.#peak, this.#now)
  }

  #adapt(): void {
    const share = this.#strained / this.#ended
    if (share > TOO_MUCH) {
      this.#allowed = Math.max(Math.floor(Math.min(this.#allowed, this.#peak) / 2), LEAST)
      this.#step = 1
    } else if (share < FINE) {
      this.#allowed = Math.min(this.#allowed + this.#step++, this.#most)
    }
    this.#peak = this.#now
    this.#ended = 0
    this.#strained = 0
  }
}
