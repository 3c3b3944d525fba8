import type { Socket } from 'node:net'
import { type BmcChange, change } from './bmc-change.ts'
import type { BmcDescription } from './bmc-description.ts'
import { BootSettings } from './boot-settings.ts'
import type { Certificate } from './certificate.ts'
import type { CertificatePool } from './certificate-pool.ts'
import { Counters } from './counters.ts'
import { Machine, type MachineOwner } from './machine.ts'
import type { BmcModel, Family, Flavour } from './model.ts'
import { NetworkPort } from './network-port.ts'
import { personality } from './personality.ts'
import { SessionTable } from './session-table.ts'
import { type BmcSnapshot, type CounterSnapshot, countersOf, snapshot } from './snapshot.ts'

/** What a BMC itself is doing; while `Away` it refuses connections. */
export type BmcState = 'Ready' | 'NotReady' | 'Away'

const REBOOT_NOTICE_MS = 20

/** One BMC that does not exist, with the machine that it controls. */
export class SimulatedBmc implements MachineOwner {
  readonly index: number
  readonly name: string
  readonly address: string
  readonly port: number
  readonly model: BmcModel
  readonly machine: Machine
  readonly boot: BootSettings
  readonly sessions: SessionTable
  readonly seen = new Counters()
  readonly network: NetworkPort
  readonly certificates: CertificatePool
  readonly bmcRebootMs: number
  readonly bmcStartMs: number
  readonly recentRequests: number
  username: string
  password: string
  passwordHasExpired = false
  latencyMs: number
  powerDelayMs: number
  loginNeedsReadyBmc: boolean
  resetMakesTask: boolean
  certificate: Certificate
  bmcState: BmcState = 'Ready'
  startedAt = Date.now()
  #timer: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(who: BmcDescription, accept: (socket: Socket, certificate: Certificate) => void) {
    const { sessionPolicy, idleBoot } = personality(who.model)
    this.index = who.index
    this.name = who.name
    this.address = who.address
    this.port = who.port
    this.model = who.model
    this.username = who.username
    this.password = who.password
    this.latencyMs = who.latencyMs
    this.powerDelayMs = who.powerDelayMs
    this.bmcRebootMs = who.bmcRebootMs
    this.bmcStartMs = who.bmcStartMs
    this.loginNeedsReadyBmc = who.loginNeedsReadyBmc
    this.resetMakesTask = who.resetMakesTask
    this.recentRequests = who.recentRequests
    this.certificate = who.certificate
    this.certificates = who.certificates
    this.machine = new Machine(this, who.isOn)
    this.boot = new BootSettings(idleBoot)
    this.sessions = new SessionTable(sessionPolicy)
    this.network = new NetworkPort(who.address, who.port, (socket) => {
      this.seen.connections++
      accept(socket, this.certificate)
    })
  }

  get protocol(): BmcModel['protocol'] {
    return this.model.protocol
  }

  /** Which server of OpenBMC's REST this is; undefined for Redfish. */
  get flavour(): Flavour | undefined {
    return this.model.protocol === 'openbmc' ? this.model.flavour : undefined
  }

  /** Which Redfish service this is; undefined for OpenBMC's REST. */
  get family(): Family | undefined {
    return this.model.protocol === 'redfish' ? this.model.family : undefined
  }

  /** How it stands now, as data. */
  get state(): BmcSnapshot {
    return snapshot(this)
  }

  /** What it saw so far, as data. */
  get counters(): CounterSnapshot {
    return countersOf(this)
  }

  /** Changes what is named: states, credentials, certificate, reachability. @throws HwctlError `usage` */
  set(wanted: BmcChange): Promise<void> {
    return change(this, wanted)
  }

  booted(): void {
    this.boot.boot()
  }

  /** True for the user and password of now. */
  knows(username: unknown, password: unknown): boolean {
    return username === this.username && password === this.password
  }

  /** Restarts shortly: late enough for the answer to the request that asked for it. */
  rebootSoon(): void {
    this.#later(REBOOT_NOTICE_MS, () => this.reboot())
  }

  /** The BMC restarts: it is away for a while, then not ready for a while; the machine behind it goes on. */
  reboot(): void {
    this.leave()
    if (!personality(this.model).keepsSessionsOnDisk) this.sessions.clear()
    this.#later(this.bmcRebootMs, () => void this.comeBack())
  }

  /** Refuses connections from now on, until somebody brings it back. */
  leave(): void {
    this.bmcState = 'Away'
    this.network.down()
    clearTimeout(this.#timer)
  }

  /** Listens again, and is ready after a while. */
  async comeBack(): Promise<void> {
    await this.network.up()
    if (this.#isClosed) return this.network.down()
    this.startedAt = Date.now()
    this.bmcState = 'NotReady'
    this.#later(this.bmcStartMs, () => {
      this.bmcState = 'Ready'
    })
  }

  /** Ends everything that it has open. */
  close(): void {
    this.#isClosed = true
    this.leave()
    this.machine.halt()
  }

  #later(delayMs: number, then: () => void): void {
    clearTimeout(this.#timer)
    if (delayMs === 0) then()
    else this.#timer = setTimeout(then, delayMs)
  }
}
