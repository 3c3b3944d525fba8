import type { RunEvent } from '../src/core/event.ts'
import type { SimulatorControl } from './soak-control.ts'

/** Which sessions may be left on which BMC, and why; all others have to be ended. */
export class LeftSessions {
  readonly #control: SimulatorControl
  readonly #names: readonly string[]
  readonly #allowed = new Map<string, number>()

  constructor(control: SimulatorControl, names: readonly string[]) {
    this.#control = control
    this.#names = names
  }

  /** A warning says that a session may be left; a login without an answer may have made one. */
  wereTold(events: readonly RunEvent[]): void {
    for (const event of events) {
      if (!('error' in event) || event.node === undefined) continue
      const { error } = event
      const isLoginCutOff = error.kind === 'connect' && error.phase === 'login'
      if (event.kind === 'warning' || isLoginCutOff) this.#allow(event.node, 1)
    }
  }

  /** What a killed agent held may be left; one that was stopped may have found no way to log out of a BMC that is not well. */
  async agentEnded(wasKilled: boolean): Promise<void> {
    for (const [name, { fault, state, counters }] of await this.#control.bmcs(this.#names)) {
      const isWell = fault === null && state.bmc === 'Ready'
      if (!isWell || wasKilled) this.#allow(name, counters.openSessions)
    }
  }

  /** What is open now is what was left before this; from here on only new reasons count. */
  async forgive(): Promise<void> {
    for (const [name, { counters }] of await this.#control.bmcs(this.#names))
      this.#allowed.set(name, Math.max(counters.openSessions - counters.loginsUnanswered, 0))
  }

  /** Sessions that are open now and that nothing excuses. */
  async problems(): Promise<readonly string[]> {
    return [...(await this.#control.bmcs(this.#names))].flatMap(([name, { counters, flavour, family }]) => {
      const { openSessions, loginsUnanswered } = counters
      const allowed = loginsUnanswered + (this.#allowed.get(name) ?? 0)
      const who = `${name} (${flavour ?? family})`
      return openSessions > allowed ? [`${who} has ${openSessions} sessions left; ${allowed} may be`] : []
    })
  }

  #allow(name: string, sessions: number): void {
    this.#allowed.set(name, (this.#allowed.get(name) ?? 0) + sessions)
  }
}
