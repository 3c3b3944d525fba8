import type { SimulatedBmc } from './bmc.ts'
import type { BmcConfig } from './bmc-config.ts'
import type { LastBoot } from './boot-settings.ts'
import type { PowerAction } from './counters.ts'
import type { FaultKind } from './faults/fault-kinds.ts'
import type { ChassisState, HostState } from './machine.ts'
import type { Family, Flavour } from './model.ts'
import type { BmcState } from './presence.ts'

/** How a BMC stands, as plain data. */
export interface BmcSnapshot {
  readonly host: HostState
  readonly chassis: ChassisState
  readonly bmc: BmcState
  readonly boot: {
    readonly oneTime: { readonly enabled: boolean; readonly source: string; readonly mode: string }
    readonly permanent: { readonly enabled: boolean; readonly source: string; readonly mode: string }
    readonly last?: LastBoot
  }
  /** Where anybody has looked at it or changed it. */
  readonly config?: {
    readonly addresses: readonly string[]
    readonly dhcp: boolean
    readonly hostname: string
    readonly ntpServers: readonly string[]
  }
}

/** What a BMC saw, as plain data. */
export interface CounterSnapshot {
  readonly connections: number
  readonly openConnections: number
  readonly requests: number
  readonly logins: number
  readonly loginsRefused: number
  /** Logins whose answer did not go out whole: nobody can end such a session. */
  readonly loginsUnanswered: number
  readonly logouts: number
  readonly sessionsEvicted: number
  readonly openSessions: number
  readonly powerActionCount: number
  /** Firmware tars that were taken, and the bytes of all that came, broken ones too. */
  readonly uploads: number
  readonly uploadedBytes: number
  readonly activations: number
  readonly deletions: number
  readonly bmcReboots: number
  /** How often each power action came, as `ACTION=VALUE`. */
  readonly powerActionCounts: Readonly<Record<string, number>>
  /** The last hundred, oldest first. */
  readonly powerActions: readonly PowerAction[]
  /** The last requests as `METHOD path`, oldest first. */
  readonly recentRequests: readonly string[]
}

/** Everything that can be told of a BMC, for the control API. */
export interface BmcReport {
  readonly name: string
  readonly address: string
  readonly port: number
  readonly protocol: 'openbmc' | 'redfish'
  readonly flavour?: Flavour
  readonly family?: Family
  /** Fingerprint of the one that the latest connection was shown. */
  readonly certificate: string
  /** What is wrong with it; null for a healthy one. */
  readonly fault: FaultKind | null
  /** The number of a fault that has one. */
  readonly faultNumber?: number
  readonly state: BmcSnapshot
  readonly counters: CounterSnapshot
}

/** The state of a BMC as data. */
export function snapshot({ machine, boot, bmcState, changedConfig }: SimulatedBmc): BmcSnapshot {
  const { oneTime, permanent, lastBoot } = boot
  return {
    host: machine.host,
    chassis: machine.chassis,
    bmc: bmcState,
    boot: {
      oneTime: { enabled: oneTime.enabled, source: oneTime.source, mode: oneTime.mode },
      permanent: { enabled: permanent.enabled, source: permanent.source, mode: permanent.mode },
      ...(lastBoot && { last: lastBoot }),
    },
    ...(changedConfig && { config: configOf(changedConfig) }),
  }
}

function configOf({ addresses, isDhcpOn, hostname, ntpServers }: BmcConfig) {
  return {
    addresses: addresses.map(({ nic, address, prefixLength }) => `${nic} ${address}/${prefixLength}`),
    dhcp: isDhcpOn,
    hostname,
    ntpServers,
  }
}

/** The counters of a BMC as data. */
export function countersOf({ seen, sessions, network }: SimulatedBmc): CounterSnapshot {
  return {
    connections: seen.connections,
    openConnections: network.connectionCount,
    requests: seen.requests,
    logins: seen.logins,
    loginsRefused: seen.loginsRefused,
    loginsUnanswered: seen.loginsUnanswered,
    logouts: seen.logouts,
    sessionsEvicted: seen.sessionsEvicted,
    openSessions: sessions.size,
    powerActionCount: seen.powerActionCount,
    uploads: seen.uploads,
    uploadedBytes: seen.uploadedBytes,
    activations: seen.activations,
    deletions: seen.deletions,
    bmcReboots: seen.bmcReboots,
    powerActionCounts: seen.powerActionCounts,
    powerActions: [...seen.powerActions],
    recentRequests: [...seen.recentRequests],
  }
}

/** A whole BMC as data. */
export function report(bmc: SimulatedBmc): BmcReport {
  return {
    name: bmc.name,
    address: bmc.address,
    port: bmc.port,
    protocol: bmc.protocol,
    ...(bmc.flavour && { flavour: bmc.flavour }),
    ...(bmc.family && { family: bmc.family }),
    certificate: bmc.shownCertificate.fingerprint,
    fault: bmc.condition?.kind ?? null,
    ...(bmc.condition?.fault.number && { faultNumber: bmc.condition.number }),
    state: bmc.state,
    counters: bmc.counters,
  }
}
