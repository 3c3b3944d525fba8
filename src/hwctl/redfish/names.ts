import type { SensorReading } from '../managers/sensor.ts'
import type { Found } from './reading.ts'

/** Readings with names that are each theirs alone: where the BMC gives several the same, its Ids or the names of the chassis tell them apart. */
export function toldApart(found: readonly Found[]): readonly SensorReading[] {
  const byName = Map.groupBy(found, ({ reading }) => reading.name)
  if (byName.size < found.length) for (const same of byName.values()) if (same.length > 1) rename(same)
  return found.map(({ reading }) => reading)
}

function rename(same: readonly Found[]): void {
  const names =
    differing(same.map(({ id }) => id)) ??
    differing(same.map(({ chassis, reading }) => `${chassis} ${reading.name}`)) ??
    same.map(({ reading }, at) => `${reading.name} ${at + 1}`)
  for (const [at, { reading }] of same.entries()) reading.name = names[at] ?? reading.name
}

/** The names, where each is there and another. */
function differing(names: readonly (string | undefined)[]): readonly string[] | undefined {
  const there = names.filter((name) => name !== undefined)
  return new Set(there).size === names.length ? there : undefined
}
