import type { SimulatedBmc } from './bmc.ts'
import type { CounterSnapshot } from './snapshot.ts'

type Summed = Exclude<keyof CounterSnapshot, 'powerActionCounts' | 'powerActions' | 'recentRequests'>

/** What all BMCs together saw, and how they stand. */
export type Totals = Readonly<Record<Summed, number>> & {
  readonly bmcs: number
  readonly powerActionCounts: Readonly<Record<string, number>>
  /** How many hosts are in each state. */
  readonly hosts: Readonly<Record<string, number>>
  readonly bmcsAway: number
}

/** Adds up a fleet. */
export function totals(bmcs: readonly SimulatedBmc[]): Totals {
  const sums: Record<Summed, number> = {
    connections: 0,
    openConnections: 0,
    requests: 0,
    logins: 0,
    loginsRefused: 0,
    logouts: 0,
    sessionsEvicted: 0,
    openSessions: 0,
    powerActionCount: 0,
  }
  const powerActionCounts: Record<string, number> = {}
  const hosts: Record<string, number> = {}
  for (const bmc of bmcs) {
    const { counters } = bmc
    for (const name of Object.keys(sums) as Summed[]) sums[name] += counters[name]
    for (const [action, count] of Object.entries(counters.powerActionCounts))
      add(powerActionCounts, action, count)
    add(hosts, bmc.machine.host, 1)
  }
  const bmcsAway = bmcs.filter((bmc) => bmc.bmcState === 'Away').length
  return { bmcs: bmcs.length, ...sums, powerActionCounts, hosts, bmcsAway }
}

function add(sums: Record<string, number>, key: string, count: number): void {
  sums[key] = (sums[key] ?? 0) + count
}
