import type { SimulatedBmc } from '../bmc.ts'
import type { JsonObject } from '../message.ts'
import { type PlannedSensor, sensorPlan } from '../sensor-plan.ts'
import type { FamilyTraits } from './family-traits.ts'
import { collection, link, type ResourceTree } from './resource.ts'

/** How a kind of sensor is told of: what it measures, in which unit, and what OpenBMC puts in front of its Id. */
const KINDS: Readonly<Record<string, readonly [readingType: string, units: string, prefix: string]>> = {
  temperature: ['Temperature', 'Cel', 'temperature'],
  fan_tach: ['Rotational', 'RPM', 'fantach'],
  voltage: ['Voltage', 'V', 'voltage'],
  current: ['Current', 'A', 'current'],
  power: ['Power', 'W', 'power'],
  energy: ['EnergyJoules', 'J', 'energy'],
  utilization: ['Percent', '%', 'utilization'],
  altitude: ['Altitude', 'm', 'altitude'],
  humidity: ['Humidity', '%', 'humidity'],
}

/** The Sensors of the chassis, one resource each, where the family has them. */
export function sensors(traits: FamilyTraits): ResourceTree {
  if (traits.readings === 'thermal-and-power') return {}
  const path = `/redfish/v1/Chassis/${traits.chassis}/Sensors`
  const idOf = traits.readings === 'sensors' ? openBmcId : dellId
  return {
    [path]: {
      show({ bmc }) {
        bmc.sensors.look()
        const members = sensorPlan(bmc.sensorCount).map((planned) => `${path}/${idOf(planned)}`)
        return collection(path, 'Sensor', 'Sensors', members)
      },
    },
    [`${path}/*`]: {
      show({ bmc, id }) {
        const at = placeOf(traits.readings, bmc.sensorCount, idOf).get(id)
        const planned = at === undefined ? undefined : sensorPlan(bmc.sensorCount)[at]
        return planned && at !== undefined
          ? shown(bmc, { planned, at, id, path: `${path}/${id}` }, traits)
          : undefined
      },
    },
  }
}

const PLACES = new Map<string, ReadonlyMap<string, number>>()

/** Where each sensor stands in the plan, by Id. */
function placeOf(
  readings: FamilyTraits['readings'],
  count: number,
  idOf: (planned: PlannedSensor) => string,
): ReadonlyMap<string, number> {
  const key = `${readings} ${count}`
  const places = PLACES.get(key) ?? new Map(sensorPlan(count).map((planned, at) => [idOf(planned), at]))
  PLACES.set(key, places)
  return places
}

function openBmcId({ folder, name }: PlannedSensor): string {
  return `${KINDS[folder]?.[2]}_${name}`
}

/** `P0Core0Temp` */
function dellId(planned: PlannedSensor): string {
  return displayName(planned).replaceAll(' ', '')
}

/** `P0 Core0 Temp` */
export function displayName({ name }: PlannedSensor): string {
  return name.replaceAll('_', ' ').replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())
}

function shown(
  bmc: SimulatedBmc,
  what: { readonly planned: PlannedSensor; readonly at: number; readonly id: string; readonly path: string },
  traits: FamilyTraits,
): JsonObject {
  const { planned, at, id, path } = what
  const value = bmc.sensors.read(planned, at)
  const [ReadingType, ReadingUnits] = KINDS[planned.folder] ?? []
  const isDell = traits.readings === 'both'
  const isThere = value !== null || isDell
  return {
    ...link(path),
    '@odata.type': isDell ? '#Sensor.v1_7_0.Sensor' : '#Sensor.v1_2_0.Sensor',
    Id: id,
    Name: isDell ? displayName(planned) : planned.name.replaceAll('_', ' '),
    ...(isDell && { PhysicalContext: 'SystemBoard' }),
    Reading: value,
    ReadingType,
    ReadingUnits,
    ...(isDell && planned.folder === 'fan_tach' && { SpeedRPM: value }),
    Status: { Health: healthOf(planned, value), State: isThere ? 'Enabled' : 'UnavailableOffline' },
    ...thresholds(planned, isDell),
  }
}

const THRESHOLDS = [
  ['LowerCaution', 'warningLow'],
  ['LowerCritical', 'criticalLow'],
  ['UpperCaution', 'warningHigh'],
  ['UpperCritical', 'criticalHigh'],
] as const

/** Dell names limits that there are not, too. */
function thresholds({ limits = {} }: PlannedSensor, hasAll: boolean): JsonObject {
  const named = THRESHOLDS.filter(([, limit]) => hasAll || limits[limit] !== undefined)
  if (named.length === 0) return {}
  return {
    Thresholds: Object.fromEntries(named.map(([name, limit]) => [name, { Reading: limits[limit] ?? null }])),
  }
}

/** What the BMC makes of a reading. */
export function healthOf(
  { limits = {} }: PlannedSensor,
  value: number | null,
): 'OK' | 'Warning' | 'Critical' {
  const { warningLow, warningHigh, criticalLow, criticalHigh } = limits
  const isBeyond = (low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY) =>
    value !== null && (value <= low || value >= high)
  if (isBeyond(criticalLow, criticalHigh)) return 'Critical'
  return isBeyond(warningLow, warningHigh) ? 'Warning' : 'OK'
}
