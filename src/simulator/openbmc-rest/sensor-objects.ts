import type { SimulatedBmc } from '../bmc.ts'
import type { JsonObject } from '../message.ts'
import type { Flavour } from '../model.ts'
import { type PlannedSensor, sensorPlan } from '../sensor-plan.ts'
import type { DbusObject } from './dbus-object.ts'

const SENSORS = '/xyz/openbmc_project/sensors'
const UNIT = 'xyz.openbmc_project.Sensor.Value.Unit'
const CHASSIS = '/xyz/openbmc_project/inventory/system/chassis'

/** phosphor's images count in thousandths (`Scale` -3), as those of 2017 and 2018 did. */
const SCALE = -3

/** Below /sensors: so many sensors; in newer images each with its two association objects. */
export function sensorObjects(flavour: Flavour, count: number): Readonly<Record<string, DbusObject>> {
  const objects = sensorPlan(count).flatMap((planned, at): [string, DbusObject][] => {
    const path = `${SENSORS}/${planned.folder}/${planned.name}`
    if (flavour === 'phosphor')
      return [[path, { properties: (bmc) => scaled(planned, reading(bmc, planned, at)) }]]
    return [
      [path, { properties: (bmc) => floating(planned, reading(bmc, planned, at)) }],
      [`${path}/chassis`, ENDPOINTS],
      [`${path}/inventory`, ENDPOINTS],
    ]
  })
  return Object.fromEntries(objects)
}

const ENDPOINTS: DbusObject = { properties: () => ({ endpoints: [CHASSIS] }) }

function reading({ sensors }: SimulatedBmc, planned: PlannedSensor, at: number): number | null {
  if (at === 0) sensors.look()
  return sensors.read(planned, at)
}

/** A sensor without a reading is not functional; its value is null, where real servers write NaN, which is no JSON. */
function scaled({ unit, limits }: PlannedSensor, value: number | null): JsonObject {
  const thousandths = (number: number) => Math.round(number * 10 ** -SCALE)
  const numbers = Object.entries(limitProperties(limits)).map(([name, limit]) => [name, thousandths(limit)])
  return {
    ...Object.fromEntries(numbers),
    ...alarms(limits, value),
    Functional: value !== null,
    Scale: SCALE,
    Unit: `${UNIT}.${unit}`,
    Value: value === null ? null : thousandths(value),
  }
}

function floating({ unit, limits }: PlannedSensor, value: number | null): JsonObject {
  return {
    Associations: [
      ['chassis', 'all_sensors', CHASSIS],
      ['inventory', 'sensors', CHASSIS],
    ],
    Available: value !== null,
    ...limitProperties(limits),
    ...alarms(limits, value),
    Functional: true,
    MaxValue: null,
    MinValue: null,
    Unit: `${UNIT}.${unit}`,
    Value: value,
  }
}

function limitProperties(limits: PlannedSensor['limits'] = {}): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [`${name[0]?.toUpperCase()}${name.slice(1)}`, limit]),
  )
}

/** Raised where a reading is beyond its limit. */
function alarms(limits: PlannedSensor['limits'] = {}, value: number | null): JsonObject {
  const isBeyond = (name: string, limit: number) =>
    value !== null && (name.endsWith('High') ? value >= limit : value <= limit)
  return Object.fromEntries(
    Object.entries(limits).map(([name, limit]) => [
      name.startsWith('warning')
        ? `WarningAlarm${name.slice('warning'.length)}`
        : `CriticalAlarm${name.slice('critical'.length)}`,
      isBeyond(name, limit),
    ]),
  )
}
