import { type JsonObject, linkAt } from './property.ts'
import type { Resource } from './resource.ts'
import { lastSegment } from './system.ts'

/** Where the readings of one chassis are, as far as it has links to them. */
export interface SensorSource {
  /** What the service calls the chassis. */
  readonly chassis: string
  readonly sensors?: string
  /** The forms of the last years, which repeat what is in Sensors. */
  readonly thermalSubsystem?: string
  readonly powerSubsystem?: string
  readonly environmentMetrics?: string
  /** The forms before them. */
  readonly thermal?: string
  readonly power?: string
}

/** Where the readings of these chassis are. */
export function sensorSources(chassis: readonly Resource<JsonObject>[]): readonly SensorSource[] {
  return chassis.map(({ path, data }) => {
    const links = LINKS.flatMap(([key, name]) => {
      const to = linkAt(data, name)
      return to === undefined ? [] : [[key, to] as const]
    })
    return { chassis: lastSegment(path), ...Object.fromEntries(links) }
  })
}

const LINKS = [
  ['sensors', 'Sensors'],
  ['thermalSubsystem', 'ThermalSubsystem'],
  ['powerSubsystem', 'PowerSubsystem'],
  ['environmentMetrics', 'EnvironmentMetrics'],
  ['thermal', 'Thermal'],
  ['power', 'Power'],
] as const satisfies readonly (readonly [keyof SensorSource, string])[]
