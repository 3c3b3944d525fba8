import type { BmcState, SimulatedBmc } from './bmc.ts'
import type { LastBoot } from './boot-settings.ts'
import type { PowerAction } from './counters.ts'
import type { ChassisState, HostState } from './machine.ts'
import type { Family, Flavour } from './model.ts'

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
}

/** What a BMC saw, as plain data. */
export interface CounterSnapshot {
  readonly connections: number
  readonly openConnections: number
  readonly requests: number
  readonly logins: number
  readonly loginsRefused: number
  readonly logouts: number
  readonly sessionsEvicted: number
  readonly openSessions: number
  readonly powerActionCount: number
  readonly powerActionCounts: Readonly<Record<string, number>>
}

/** Everything that can be told of a BMC, for the control API. */
export interface BmcReport {
  readonly name: string
  readonly address: string
  readonly port: number
  readonly protocol: 'openbmc' | 'redfish'
  readonly flavour?: Flavour
  readonly family?: Family
  readonly certificate: string
  readonly state: BmcSnapshot
  readonly counters: CounterSnapshot
  readonly powerActions: readonly PowerAction[]
  readonly recentRequests: readonly string[]
}

/** The state of a BMC as data. */
export function snapshot({ machine, boot, bmcState }: SimulatedBmc): BmcSnapshot {
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
  }
}

/** The counters of a BMC as data. */
export function countersOf({ counters, sessions, network }: SimulatedBmc): CounterSnapshot {
  return {
    connections: counters.connections,
    openConnections: network.connectionCount,
    requests: counters.requests,
    logins: counters.logins,
    loginsRefused: counters.loginsRefused,
    logouts: counters.logouts,
    sessionsEvicted: counters.sessionsEvicted,
    openSessions: sessions.size,
    powerActionCount: counters.powerActionCount,
    powerActionCounts: counters.powerActionCounts,
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
    certificate: bmc.certificate.fingerprint,
    state: bmc.state,
    counters: countersOf(bmc),
    powerActions: bmc.counters.powerActions,
    recentRequests: bmc.counters.recentRequests,
  }
}
