import type { SimulatedBmc } from './bmc.ts'
import type { FaultKind } from './faults/fault-kinds.ts'
import type { CounterSnapshot } from './snapshot.ts'

type Summed = Exclude<keyof CounterSnapshot, 'powerActionCounts' | 'powerActions' | 'recentRequests'>

/** What all BMCs together saw, and how they stand. */
export type Totals = Readonly<Record<Summed, number>> & {
  readonly bmcs: number
  readonly powerActionCounts: Readonly<Record<string, number>>
  /** How many hosts are in each state. */
  readonly hosts: Readonly<Record<string, number>>
  readonly bmcsAway: number
  /** The BMCs with each fault and what they saw; those without one are under `none`. */
  readonly faults: Readonly<Partial<Record<FaultKind | 'none', FaultTotals>>>
}

/** What the BMCs with one fault saw. */
export type FaultTotals = Readonly<Record<'bmcs' | FaultSum, number>>
type FaultSum = (typeof FAULT_SUMS)[number]

const FAULT_SUMS = ['requests', 'logins', 'openSessions', 'powerActionCount'] as const

const NOTHING: Readonly<Record<Summed, number>> = {
  connections: 0,
  openConnections: 0,
  requests: 0,
  logins: 0,
  loginsRefused: 0,
  loginsUnanswered: 0,
  logouts: 0,
  sessionsEvicted: 0,
  openSessions: 0,
  powerActionCount: 0,
  uploads: 0,
  uploadedBytes: 0,
  activations: 0,
  deletions: 0,
  bmcReboots: 0,
}

/** Adds up a fleet. */
export function totals(bmcs: readonly SimulatedBmc[]): Totals {
  const sums: Record<Summed, number> = { ...NOTHING }
  const powerActionCounts: Record<string, number> = {}
  const hosts: Record<string, number> = {}
  const faults: Partial<Record<FaultKind | 'none', Record<'bmcs' | FaultSum, number>>> = {}
  for (const bmc of bmcs) {
    const { counters } = bmc
    for (const name of Object.keys(sums) as Summed[]) sums[name] += counters[name]
    for (const [action, count] of Object.entries(counters.powerActionCounts))
      add(powerActionCounts, action, count)
    add(hosts, bmc.machine.host, 1)
    addFault(faults, bmc.condition?.kind ?? 'none', counters)
  }
  const bmcsAway = bmcs.filter((bmc) => bmc.bmcState === 'Away').length
  return { bmcs: bmcs.length, ...sums, powerActionCounts, hosts, bmcsAway, faults }
}

function add(sums: Record<string, number>, key: string, count: number): void {
  sums[key] = (sums[key] ?? 0) + count
}

function addFault(
  faults: Partial<Record<string, Record<'bmcs' | FaultSum, number>>>,
  kind: string,
  counters: CounterSnapshot,
): void {
  const sums = faults[kind] ?? { bmcs: 0, requests: 0, logins: 0, openSessions: 0, powerActionCount: 0 }
  faults[kind] = sums
  sums.bmcs++
  for (const name of FAULT_SUMS) sums[name] += counters[name]
}
