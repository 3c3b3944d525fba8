import { z } from 'zod'
import { HwctlError } from '../core/errors.ts'
import type { SimulatedBmc } from './bmc.ts'
import { type Certificate, certificateOf, makeCertificate } from './certificate.ts'
import { FAULT_KINDS } from './faults/fault-kinds.ts'
import { type FaultSpec, isFaultSpec } from './faults/fault-spec.ts'
import { LAMP_STATES, LAMPS } from './indicators.ts'
import { CHASSIS_STATES, HOST_STATES } from './machine.ts'

const milliseconds = z.int().min(0)

const bmcChange = z
  .strictObject({
    /** The chassis follows where it is not named: off with `Off`, else on. */
    host: z.enum(HOST_STATES),
    /** `Off` takes the host with it. */
    chassis: z.enum(CHASSIS_STATES),
    bmc: z.enum(['Ready', 'NotReady']),
    /** False: connections are refused until it is true again. */
    reachable: z.boolean(),
    reboot: z.literal(true),
    dropSessions: z.literal(true),
    dropConnections: z.literal(true),
    username: z.string(),
    password: z.string(),
    passwordExpired: z.boolean(),
    /** A fresh one, the pool's, the expired one, or this one. */
    certificate: z.union([
      z.enum(['new', 'modern', 'old']),
      z.strictObject({ key: z.string(), cert: z.string() }),
    ]),
    latencyMs: milliseconds,
    powerDelayMs: milliseconds,
    /** What sensors read from now on, by name; null for no reading. */
    sensors: z.record(z.string(), z.number().nullable()),
    /** What lamps show from now on, by name. */
    lamps: z.partialRecord(z.enum(LAMPS), z.enum(LAMP_STATES)),
    loginNeedsReadyBmc: z.boolean(),
    /** Where its address comes from; it goes back to the one that it was started with. */
    addressFrom: z.enum(['static', 'dhcp']),
    /** The address that DHCP gives it, from its next start on. */
    lease: z.ipv4(),
    resetMakesTask: z.boolean(),
    /** One more entry in the log; what is not said of it is as usual. */
    logEntry: z
      .strictObject({
        message: z.string(),
        severity: z.string(),
        additionalData: z.array(z.string()),
        callouts: z.array(z.string()),
        resolved: z.boolean(),
        timestamp: z.number(),
        /** Redfish: the message of a registry that it is. */
        messageId: z.string(),
        messageArgs: z.array(z.string()),
        /** Dell: the log of its lifecycle controller. */
        log: z.literal('lifecycle'),
      })
      .partial(),
    clearLog: z.literal(true),
    /** `Version` of its processors. */
    processorVersion: z.string(),
    /** False: there is neither a WebSocket nor a stream that tells of new entries. */
    tellsEvents: z.boolean(),
    /** What is wrong with it from now on, with a number where the fault takes one: `slow:5000`; null cures it. */
    fault: z.custom<FaultSpec | null>((value) => value === null || isFaultSpec(value), {
      error: `it is null or one of ${FAULT_KINDS.join(', ')}`,
    }),
  })
  .partial()

/** What can be changed from outside about a BMC; what is not named stays. */
export type BmcChange = z.input<typeof bmcChange>

/** Changes a BMC. @throws HwctlError `usage` where the change makes no sense; nothing has changed then. */
export async function change(bmc: SimulatedBmc, wanted: unknown): Promise<void> {
  const parsed = bmcChange.safeParse(wanted)
  if (!parsed.success)
    throw new HwctlError({
      kind: 'usage',
      problem: parsed.error.issues.map(({ path, message }) => [...path, message].join(': ')).join('; '),
      ...(parsed.error.issues.some(({ code }) => code === 'unrecognized_keys') && {
        allowed: Object.keys(bmcChange.shape),
      }),
    })
  const { certificate, sensors = {}, lamps = {} } = parsed.data
  checkSensors(bmc, sensors)
  if (certificate !== undefined) bmc.certificate = await certificateFor(bmc, certificate)
  changePower(bmc, parsed.data)
  changeSettings(bmc, parsed.data)
  for (const [name, value] of Object.entries(sensors)) bmc.sensors.set(name, value)
  for (const lamp of LAMPS) if (lamps[lamp]) bmc.indicators.setLamp(lamp, lamps[lamp])
  await changePresence(bmc, parsed.data)
  if (parsed.data.fault !== undefined) await bmc.setFault(parsed.data.fault)
}

function checkSensors(bmc: SimulatedBmc, wanted: NonNullable<BmcChange['sensors']>): void {
  const unknown = Object.keys(wanted).find((name) => !bmc.sensors.has(name))
  if (unknown !== undefined)
    throw new HwctlError({ kind: 'usage', problem: `sensors: there is no sensor ${unknown}` })
}

async function certificateFor(
  { certificates, index, name }: SimulatedBmc,
  wanted: NonNullable<BmcChange['certificate']>,
): Promise<Certificate> {
  if (wanted === 'new') return makeCertificate(name)
  if (wanted === 'modern') return certificates.modern(index)
  if (wanted === 'old') return certificates.old()
  try {
    return certificateOf(wanted)
  } catch (error) {
    throw new HwctlError({ kind: 'usage', problem: 'certificate: cert is no certificate in PEM form' }, error)
  }
}

function changePower({ machine }: SimulatedBmc, { host, chassis }: BmcChange): void {
  if (host === undefined && chassis === undefined) return
  if (host !== undefined) machine.force(host, chassis ?? (host === 'Off' ? 'Off' : 'On'))
  else machine.force(chassis === 'Off' ? 'Off' : machine.host, chassis ?? machine.chassis)
}

function changeSettings(bmc: SimulatedBmc, wanted: BmcChange): void {
  bmc.username = wanted.username ?? bmc.username
  bmc.password = wanted.password ?? bmc.password
  bmc.passwordHasExpired = wanted.passwordExpired ?? bmc.passwordHasExpired
  bmc.latencyMs = wanted.latencyMs ?? bmc.latencyMs
  bmc.powerDelayMs = wanted.powerDelayMs ?? bmc.powerDelayMs
  bmc.loginNeedsReadyBmc = wanted.loginNeedsReadyBmc ?? bmc.loginNeedsReadyBmc
  bmc.resetMakesTask = wanted.resetMakesTask ?? bmc.resetMakesTask
  bmc.processorVersion = wanted.processorVersion ?? bmc.processorVersion
  bmc.tellsEvents = wanted.tellsEvents ?? bmc.tellsEvents
  if (wanted.clearLog) bmc.log.clear()
  if (wanted.logEntry) (wanted.logEntry.log ? bmc.lifecycleLog : bmc.log).add(wanted.logEntry)
  if (wanted.dropSessions) bmc.sessions.clear()
  if (wanted.addressFrom) bmc.config.source(wanted.addressFrom === 'dhcp' ? 'DHCP' : 'Static')
  if (wanted.lease) bmc.config.lease = wanted.lease
}

async function changePresence({ network, presence }: SimulatedBmc, wanted: BmcChange): Promise<void> {
  if (wanted.dropConnections) network.drop()
  if (wanted.reboot) presence.reboot()
  if (wanted.reachable === false) presence.leave()
  if (wanted.reachable === true && presence.state === 'Away') await presence.comeBack()
  if (wanted.bmc !== undefined) presence.state = wanted.bmc
}
