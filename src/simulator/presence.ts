import type { NetworkPort } from './network-port.ts'

/** What a BMC itself is doing; while `Away` it refuses connections. */
export type BmcState = 'Ready' | 'NotReady' | 'Away'

/** What a BMC's comings and goings need of it. */
export interface PresenceOwner {
  readonly network: NetworkPort
  /** How long a BMC that reboots is away, and how long it is then not ready. */
  readonly bmcRebootMs: number
  readonly bmcStartMs: number
  /** Loses what it does not keep over a reboot. */
  forget(): void
}

const REBOOT_NOTICE_MS = 20

/** Whether a BMC is there, away, or back and not ready. */
export class Presence {
  readonly #owner: PresenceOwner
  #timer: NodeJS.Timeout | undefined
  #isClosed = false
  state: BmcState = 'Ready'
  startedAt = Date.now()

  constructor(owner: PresenceOwner) {
    this.#owner = owner
  }

  /** Restarts shortly: late enough for the answer to the request that asked for it. */
  rebootSoon(): void {
    this.#later(REBOOT_NOTICE_MS, () => this.reboot())
  }

  /** The BMC restarts: it is away for a while, then not ready for a while; the machine behind it goes on. */
  reboot(): void {
    this.leave()
    this.#owner.forget()
    this.#later(this.#owner.bmcRebootMs, () => void this.comeBack())
  }

  /** Refuses connections from now on, until somebody brings it back. */
  leave(): void {
    this.state = 'Away'
    this.#owner.network.down()
    clearTimeout(this.#timer)
  }

  /** Listens again, and is ready after a while. */
  async comeBack(): Promise<void> {
    const { network, bmcStartMs } = this.#owner
    await network.up()
    if (this.#isClosed) return network.down()
    this.startedAt = Date.now()
    this.state = 'NotReady'
    this.#later(bmcStartMs, () => {
      this.state = 'Ready'
    })
  }

  /** Goes for good. */
  close(): void {
    this.#isClosed = true
    this.leave()
  }

  #later(delayMs: number, then: () => void): void {
    clearTimeout(this.#timer)
    if (delayMs === 0) then()
    else this.#timer = setTimeout(then, delayMs)
  }
}
