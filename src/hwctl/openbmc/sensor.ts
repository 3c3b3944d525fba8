import { executor, steps } from '../../core/lifecycle.ts'
import { byKey, inNameOrder } from '../../core/name-order.ts'
import { once } from '../flows/once.ts'
import { refuseNoVitals, type VitalsThere, vitalsThere } from '../flows/what-is-there.ts'
import {
  Sensor,
  type SensorClass,
  type SensorReading,
  type Thresholds,
  type Vitals,
  type VitalsWish,
} from '../managers/sensor.ts'
import { ledOf } from './beacon.ts'
import { listLeds } from './client/led.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import { listSensors, numberOf, type SensorObject } from './client/sensor.ts'
import { protocol } from './protocol.ts'

/** Readings over OpenBMC's REST: all sensors of a BMC are one answer, all LEDs another. */
export default executor(Sensor, protocol, {
  readVitals: steps({
    plan: ({ classes, leds }) => [
      ...(leds ? [`GET ${ROOT}/led/enumerate`] : []),
      ...(classes?.length === 0 ? [] : [`GET ${ROOT}/sensors/enumerate`]),
    ],
    look: async ({ bmc }, wish) => refuseNoVitals(await everything(bmc), wish),
    run: ({ bmc }, wish) => read(bmc, wish),
  }),
})

/** All that can be read, once for all looks. */
function everything(bmc: OpenBmcClient): Promise<VitalsThere> {
  return once(bmc.reads, 'every reading', async () => vitalsThere(await read(bmc, { leds: true })))
}

/** The sensors come last: what is large does not have to be kept while something else is waited for. */
async function read(bmc: OpenBmcClient, { classes, leds }: VitalsWish): Promise<Vitals> {
  const found = leds ? await listLeds(bmc, 'get_sensor_info') : []
  return {
    sensors: classes?.length === 0 ? [] : readingsOf(await listSensors(bmc), classes),
    leds: inNameOrder(found, ({ name }) => name).map(ledOf),
  }
}

function readingsOf(
  objects: SensorObject[],
  classes: readonly SensorClass[] | undefined,
): readonly SensorReading[] {
  const sensors: SensorReading[] = []
  for (const object of objects.sort((a, b) => byKey(a.place, b.place))) {
    const [sensorClass, unit] = measureOf(object)
    if (!classes || classes.includes(sensorClass)) sensors.push(readingOf(object, sensorClass, unit))
  }
  return sensors
}

/** xyz.openbmc_project.Sensor.Value.Unit, its last part: what is measured, and the unit's name here. */
const MEASURES = new Map<string, readonly [SensorClass, string]>(
  Object.entries({
    DegreesC: ['temperature', 'celsius'],
    Volts: ['voltage', 'volts'],
    Amperes: ['current', 'amperes'],
    Watts: ['power', 'watts'],
    Joules: ['energy', 'joules'],
    RPMS: ['fan-speed', 'rpm'],
    Meters: ['altitude', 'meters'],
    PercentRH: ['humidity', 'percent'],
    CFM: ['air-flow', 'cfm'],
    Pascals: ['pressure', 'pascals'],
    Percent: ['other', 'percent'],
    Bytes: ['other', 'bytes'],
  } as const),
)

/** Where the unit does not say what is measured, the folder does. */
const FOLDERS = new Map<string, SensorClass>(
  Object.entries({
    utilization: 'utilization',
    humidity: 'humidity',
    temperature: 'temperature',
    voltage: 'voltage',
    current: 'current',
    power: 'power',
    energy: 'energy',
    altitude: 'altitude',
    airflow: 'air-flow',
    pressure: 'pressure',
  } as const),
)

function measureOf({ unit, place }: SensorObject): readonly [SensorClass, string | undefined] {
  const measure = unit === undefined ? undefined : MEASURES.get(unit)
  if (measure && measure[0] !== 'other') return measure
  return [FOLDERS.get(place.folder) ?? 'other', measure ? measure[1] : unit]
}

/** Built property by property: spreading costs as much again, two hundred times for each BMC. */
function readingOf(object: SensorObject, sensorClass: SensorClass, unit: string | undefined): SensorReading {
  const { place, value, text, properties } = object
  const reading: Writable<SensorReading> = {
    name: place.name,
    class: sensorClass,
    value,
  }
  const thresholds = thresholdsOf(object)
  const health = healthOf(properties)
  if (unit !== undefined) reading.unit = unit
  if (text !== undefined) reading.text = text
  if (thresholds) reading.thresholds = thresholds
  if (health) reading.health = health
  if (typeof properties.Functional === 'boolean') reading.functional = properties.Functional
  return reading
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

const THRESHOLDS = [
  ['warningLow', 'WarningLow'],
  ['warningHigh', 'WarningHigh'],
  ['criticalLow', 'CriticalLow'],
  ['criticalHigh', 'CriticalHigh'],
] as const

function thresholdsOf({ properties, scale }: SensorObject): Thresholds | undefined {
  let found: Writable<Thresholds> | undefined
  for (const [name, property] of THRESHOLDS) {
    const limit = numberOf(properties[property], scale)
    if (limit === null) continue
    found ??= {}
    found[name] = limit
  }
  return found
}

/** The alarms that the BMC has raised; 0 and 1 before 2018. */
function healthOf(properties: Readonly<Record<string, unknown>>): SensorReading['health'] {
  const { CriticalAlarmHigh, CriticalAlarmLow, WarningAlarmHigh, WarningAlarmLow } = properties
  if (isRaised(CriticalAlarmHigh) || isRaised(CriticalAlarmLow)) return 'critical'
  if (isRaised(WarningAlarmHigh) || isRaised(WarningAlarmLow)) return 'warning'
  const alarm = CriticalAlarmHigh ?? CriticalAlarmLow ?? WarningAlarmHigh ?? WarningAlarmLow
  return alarm === undefined || alarm === null ? undefined : 'ok'
}

function isRaised(alarm: unknown): boolean {
  return alarm === true || alarm === 1
}
