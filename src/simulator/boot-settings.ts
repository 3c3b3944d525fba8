/** Where to boot from, in the words of the BMC's protocol. */
export interface BootChoice {
  enabled: boolean
  source: string
  mode: string
  type: string
}

/** What the machine booted from last. */
export interface LastBoot {
  readonly source: string
  readonly oneTime: boolean
}

/** The two boot settings that every BMC keeps: for the next boot only, and for every boot. */
export class BootSettings {
  readonly oneTime: BootChoice
  readonly permanent: BootChoice
  readonly #idle: BootChoice
  lastBoot: LastBoot | undefined
  /** A boot mode that comes into force with the next boot. */
  pendingMode: string | undefined

  /** @param idle What stands where nobody has asked for anything. */
  constructor(idle: BootChoice) {
    this.#idle = idle
    this.oneTime = { ...idle, enabled: false }
    this.permanent = { ...idle }
  }

  /** Boots: the one-time choice is used up by it. */
  boot(): void {
    const { oneTime, permanent } = this
    this.lastBoot = { source: (oneTime.enabled ? oneTime : permanent).source, oneTime: oneTime.enabled }
    if (oneTime.enabled) Object.assign(oneTime, this.#idle, { enabled: false })
    if (this.pendingMode === undefined) return
    oneTime.mode = this.pendingMode
    permanent.mode = this.pendingMode
    this.pendingMode = undefined
  }
}
