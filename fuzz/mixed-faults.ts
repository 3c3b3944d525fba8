import { FAULT_KINDS } from '../src/simulator/faults/fault-kinds.ts'
import type { FaultSpec } from '../src/simulator/faults/fault-spec.ts'
import type { FleetOptions } from '../src/simulator/fleet-options.ts'

/** Faults that last, in a size that a run has time for. */
const SIZED: Readonly<Record<string, FaultSpec>> = { slow: 'slow:200', dribble: 'dribble:1' }

/** A fleet of which that share has faults, every kind as often as every other. */
export function mixedFaults(nodes: number, share: number, seed: number): FleetOptions {
  const each = share / FAULT_KINDS.length
  const faults = Object.fromEntries(FAULT_KINDS.map((kind) => [SIZED[kind] ?? kind, each]))
  return { nodes, faults, seed, power: 'on', bmcRebootMs: 300 }
}
