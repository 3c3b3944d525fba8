import type { LogSubscription } from './log-actions.ts'

/** When a log that is followed is looked at, whatever the BMC tells by itself; in milliseconds. A test may shrink them. */
export const FOLLOW_PAUSES = {
  /** After a subscription: phosphor-rest-server takes up to 5 s until one is in force. */
  settleMs: 6000,
  /** Keeps the session from idling out (bmcweb: 30 minutes), and finds what a silent loss kept away. */
  checkMs: 60_000,
  /** Where the BMC tells nothing by itself, or has not shown yet that it does. */
  pollMs: 10_000,
}

/** When a log is looked at whatever the BMC tells: often, until events have shown that they come. */
export class Checks {
  readonly #check: () => void
  readonly #settled: NodeJS.Timeout
  #timer: NodeJS.Timeout

  constructor(check: () => void, subscription: LogSubscription | undefined) {
    const { settleMs, checkMs, pollMs } = FOLLOW_PAUSES
    this.#check = check
    this.#settled = setTimeout(check, settleMs)
    this.#timer = setInterval(check, subscription && !subscription.isUnproved ? checkMs : pollMs)
  }

  eventsCome(): void {
    clearInterval(this.#timer)
    this.#timer = setInterval(this.#check, FOLLOW_PAUSES.checkMs)
  }

  end(): void {
    clearTimeout(this.#settled)
    clearInterval(this.#timer)
  }
}
