/** What the host of a simulated machine may be doing. */
export const HOST_STATES = [
  'Off',
  'PoweringOn',
  'Running',
  'PoweringOff',
  'Quiesced',
  'DiagnosticMode',
] as const
/** One of them. */
export type HostState = (typeof HOST_STATES)[number]

/** What the power of its chassis may be. */
export const CHASSIS_STATES = ['On', 'Off'] as const
/** One of them. */
export type ChassisState = (typeof CHASSIS_STATES)[number]

/** An operating system takes its time to shut down: so many times as long as cutting the power. */
const SHUTDOWN_FACTOR = 3

/** What a machine asks of its BMC. */
export interface MachineOwner {
  /** How long power takes from one state to the next. */
  readonly powerDelayMs: number
  /** `never`: power stays on its way; `lies`: it does not move at all. */
  readonly powerFault: 'never' | 'lies' | undefined
  /** The host has started. */
  booted(): void
}

/** The machine behind a BMC: host and chassis power, and their way from one state to the next. */
export class Machine {
  readonly #owner: MachineOwner
  #timer: NodeJS.Timeout | undefined
  #neverArrives: (() => void) | undefined
  host: HostState
  chassis: ChassisState

  constructor(owner: MachineOwner, isOn: boolean) {
    this.#owner = owner
    this.host = isOn ? 'Running' : 'Off'
    this.chassis = isOn ? 'On' : 'Off'
  }

  /** True while it is on its way to another state. */
  get isMoving(): boolean {
    return this.#timer !== undefined || this.#neverArrives !== undefined
  }

  /** Chassis on at once, host running after a while; nothing where it runs or starts already. */
  on(): void {
    if (this.chassis === 'On' && (this.host === 'Running' || this.host === 'PoweringOn')) return
    this.#start()
  }

  /** The chassis alone gets power; the host stays off. */
  chassisOn(): void {
    if (this.chassis === 'Off' && this.#owner.powerFault === undefined) this.force('Off', 'On')
  }

  /** Power is cut. */
  off(): void {
    this.#stop(1, () => this.#become('Off', 'Off'))
  }

  /** The operating system shuts down, then power goes. */
  softOff(): void {
    this.#stop(SHUTDOWN_FACTOR, () => this.#become('Off', 'Off'))
  }

  /** Off and on again; a machine that is off is started. */
  cycle(): void {
    this.#stop(1, () => {
      this.#become('Off', 'Off')
      this.#start()
    })
  }

  /** The host alone starts again, power stays; a machine that is off stays off. */
  restart(kind: 'forced' | 'graceful'): void {
    if (this.host === 'Off') return
    this.#stop(kind === 'forced' ? 1 : SHUTDOWN_FACTOR, () => this.#start())
  }

  /** The power button: starts it, or shuts it down. */
  pushButton(): void {
    if (this.host === 'Off') this.on()
    else this.softOff()
  }

  /** Puts the machine into a state at once, from outside. */
  force(host: HostState, chassis: ChassisState): void {
    this.halt()
    this.#become(host, chassis)
  }

  /** Stays where it is. */
  halt(): void {
    clearTimeout(this.#timer)
    this.#timer = this.#neverArrives = undefined
  }

  /** Ends at once what would never have ended. */
  arrive(): void {
    const then = this.#neverArrives
    this.#neverArrives = undefined
    then?.()
  }

  #start(): void {
    if (this.#owner.powerFault === 'lies') return
    this.#become('PoweringOn', 'On')
    this.#later(1, () => {
      this.#become('Running', 'On')
      this.#owner.booted()
    })
  }

  #stop(factor: number, then: () => void): void {
    if (this.#owner.powerFault === 'lies') return
    if (this.host !== 'Off') this.host = 'PoweringOff'
    this.#later(this.chassis === 'Off' ? 0 : factor, then)
  }

  #become(host: HostState, chassis: ChassisState): void {
    this.host = host
    this.chassis = chassis
  }

  #later(factor: number, then: () => void): void {
    this.halt()
    if (this.#owner.powerFault === 'never' && factor > 0) {
      this.#neverArrives = then
      return
    }
    const delayMs = this.#owner.powerDelayMs * factor
    if (delayMs === 0) {
      then()
      return
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      then()
    }, delayMs)
  }
}
