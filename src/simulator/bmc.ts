import type { Socket } from 'node:net'
import { BiosSettings } from './bios-settings.ts'
import { type BmcChange, change } from './bmc-change.ts'
import { BmcConfig } from './bmc-config.ts'
import type { BmcDescription } from './bmc-description.ts'
import { BootSettings } from './boot-settings.ts'
import type { Certificate } from './certificate.ts'
import type { CertificatePool } from './certificate-pool.ts'
import { Counters } from './counters.ts'
import { Dumps } from './dumps.ts'
import { EventLog } from './event-log.ts'
import { Condition } from './faults/condition.ts'
import type { FaultSpec } from './faults/fault-spec.ts'
import { Firmware, type FirmwareOwner } from './firmware.ts'
import { Indicators } from './indicators.ts'
import { Machine, type MachineOwner } from './machine.ts'
import type { BmcModel, Family, Flavour } from './model.ts'
import { NetworkPort } from './network-port.ts'
import { personality } from './personality.ts'
import { PowerLimit } from './power-limit.ts'
import { type BmcState, Presence, type PresenceOwner } from './presence.ts'
import { biosSettingsOf, bornImagesOf } from './redfish/personality.ts'
import { Updates } from './redfish/updates.ts'
import { SensorBank } from './sensor-bank.ts'
import { SessionTable } from './session-table.ts'
import { type BmcSnapshot, type CounterSnapshot, countersOf, snapshot } from './snapshot.ts'
import { Users } from './users.ts'
import { VirtualMedia } from './virtual-media.ts'
import { WebCertificate } from './web-certificate.ts'

/** How soon a web server that starts anew breaks off its connections. */
const WEB_RESTART_MS = 20

/** One BMC that does not exist, with the machine that it controls. */
export class SimulatedBmc implements MachineOwner, PresenceOwner, FirmwareOwner {
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
  readonly presence: Presence
  readonly certificates: CertificatePool
  readonly bmcRebootMs: number
  readonly bmcStartMs: number
  readonly flashMs: number
  readonly recentRequests: number
  readonly sensorCount: number
  readonly partCount: number
  username: string
  password: string
  passwordHasExpired = false
  latencyMs: number
  powerDelayMs: number
  loginNeedsReadyBmc: boolean
  resetMakesTask: boolean
  /** Whether it tells of log entries by itself: /subscribe of OpenBMC's REST, Server-Sent Events of Redfish. */
  tellsEvents = true
  /** Stepping of the processors in its inventory: 20 is DD 2.0 of a POWER9. */
  processorVersion = '22'
  certificate: Certificate
  #condition: Condition | undefined
  #indicators: Indicators | undefined
  #sensors: SensorBank | undefined
  #log: EventLog | undefined
  #lifecycleLog: EventLog | undefined
  readonly #logEntries: number
  #config: BmcConfig | undefined
  #dumps: Dumps | undefined
  #users: Users | undefined
  #powerLimit: PowerLimit | undefined
  #bios: BiosSettings | undefined
  #virtualMedia: VirtualMedia | undefined
  #webCertificate: WebCertificate | undefined
  #firmware: Firmware | undefined
  #updates: Updates | undefined

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
    this.flashMs = who.flashMs
    this.loginNeedsReadyBmc = who.loginNeedsReadyBmc
    this.resetMakesTask = who.resetMakesTask
    this.recentRequests = who.recentRequests
    this.sensorCount = who.sensors
    this.partCount = who.parts
    this.#logEntries = who.logEntries
    this.certificate = who.certificate
    this.certificates = who.certificates
    this.machine = new Machine(this, who.isOn)
    this.boot = new BootSettings(idleBoot)
    this.sessions = new SessionTable(sessionPolicy)
    this.presence = new Presence(this)
    this.network = new NetworkPort(who.address, who.port, (socket) => {
      this.seen.connections++
      if (this.#condition) this.#condition.connections++
      if (this.#condition?.fault.isDeaf) socket.resume()
      else accept(socket, this.shownCertificate)
    })
  }

  /** The dumps that it keeps of itself. */
  get dumps(): Dumps {
    this.#dumps ??= new Dumps()
    return this.#dumps
  }

  /** The users beside the one of its description. */
  get users(): Users {
    this.#users ??= new Users()
    return this.#users
  }

  /** The limit on the machine's power. */
  get powerLimit(): PowerLimit {
    this.#powerLimit ??= new PowerLimit()
    return this.#powerLimit
  }

  /** The settings of the machine's BIOS. */
  get bios(): BiosSettings {
    this.#bios ??= new BiosSettings(biosSettingsOf(this.model))
    return this.#bios
  }

  /** The drives that it shows its host. */
  get virtualMedia(): VirtualMedia {
    this.#virtualMedia ??= new VirtualMedia()
    return this.#virtualMedia
  }

  /** What becomes of the certificate of its web server. */
  get webCertificate(): WebCertificate {
    this.#webCertificate ??= new WebCertificate()
    return this.#webCertificate
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

  get bmcState(): BmcState {
    return this.presence.state
  }

  /** The LEDs of the machine. */
  get indicators(): Indicators {
    this.#indicators ??= new Indicators(() => this.machine.chassis === 'On')
    return this.#indicators
  }

  /** The sensors of the machine. */
  get sensors(): SensorBank {
    this.#sensors ??= new SensorBank(this.sensorCount, this.index)
    return this.#sensors
  }

  /** What is wrong with it, and since when; undefined for a healthy one. */
  get condition(): Condition | undefined {
    return this.#condition
  }

  get powerFault(): 'never' | 'lies' | undefined {
    return this.#condition?.fault.power
  }

  /** What has been logged. */
  get log(): EventLog {
    this.#log ??= new EventLog(this.#logEntries)
    return this.#log
  }

  /** What Dell's lifecycle controller has logged. */
  get lifecycleLog(): EventLog {
    this.#lifecycleLog ??= new EventLog(0)
    return this.#lifecycleLog
  }

  /** Its images; made when somebody asks for them, so that idle BMCs stay small. */
  get firmware(): Firmware {
    this.#firmware ??= new Firmware(this, bornImagesOf(this.model))
    return this.#firmware
  }

  /** The updates of its firmware that came over Redfish. */
  get updates(): Updates {
    this.#updates ??= new Updates(this)
    return this.#updates
  }

  get activationFailsAt(): number | undefined {
    return this.#condition?.fault.failsActivation && this.#condition.number
  }

  get keepsOldFirmware(): boolean {
    return this.#condition?.fault.keepsOldFirmware ?? false
  }

  /** The certificate that its latest connection was shown. */
  get shownCertificate(): Certificate {
    return this.#condition?.shownCertificate ?? this.certificate
  }

  /** Its configuration, made when it is first looked at. */
  get config(): BmcConfig {
    this.#config ??= new BmcConfig(this)
    return this.#config
  }

  /** Its configuration, where anybody has looked at it or changed it. */
  get changedConfig(): BmcConfig | undefined {
    return this.#config
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
    this.#bios?.booted()
    this.#updates?.hostStarted()
    this.#firmware?.started('Host')
  }

  /** True for the user and password of now, unless a fault forgets them. */
  knows(username: unknown, password: unknown): boolean {
    if (this.#condition?.fault.refusesPassword) return false
    if (username === this.username) return password === this.password
    return this.#users?.knows(username, password) ?? false
  }

  /** Is at these addresses from now on, as far as they are loopback addresses. */
  moveTo(addresses: readonly string[]): void {
    const isDead = this.#condition?.fault.newAddressIsDead === true
    const heard = addresses.filter((one) => one.startsWith('127.') && (!isDead || one === this.address))
    void this.network.moveTo(heard)
  }

  /** Starts anew: loses its sessions, where they are not kept on disk, and runs what is first in line. */
  forget(): void {
    this.seen.bmcReboots++
    this.#firmware?.started('BMC')
    this.#updates?.bmcStarted()
    this.#config?.started()
    if (this.#webCertificate) this.certificate = this.#webCertificate.started(this.certificate)
    if (!personality(this.model).keepsSessionsOnDisk) this.sessions.clear()
  }

  /** Breaks off its connections, late enough for the answer to the request that asked for it; it goes on listening. */
  restartWebServer(): void {
    setTimeout(() => this.network.drop(), WEB_RESTART_MS).unref()
  }

  /** Gives it a fault instead of the one it has; null cures it. @throws HwctlError `usage` where there is no such fault */
  async setFault(spec: FaultSpec | null): Promise<void> {
    const now = spec === null ? undefined : new Condition(spec)
    const before = this.#condition
    this.#condition = undefined
    await before?.fault.end?.(this)
    this.#condition = now
    await now?.fault.begin?.(this, now)
  }

  /** Ends everything that it has open. */
  close(): void {
    this.presence.close()
    this.#dumps?.close()
    this.machine.halt()
    this.#firmware?.halt()
  }
}
