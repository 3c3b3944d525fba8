import type { SensorClass } from '../managers/sensor.ts'
import { isObject, type JsonObject, numberOf, objectAt, objectsAt, textAt } from './client/property.ts'
import { lastSegment } from './client/system.ts'
import { type Found, readingOf } from './reading.ts'

/** Where an excerpt (DSP0266 9.6.3, Sensor excerpts) was taken, and how what it reads is called if it names no sensor. */
interface Taken {
  readonly from: JsonObject
  readonly chassis: string
  readonly name: string
}

/** Temperatures of ThermalMetrics (DSP2046). */
export function readingsOfMetrics(metrics: JsonObject, chassis: string): readonly Found[] {
  return objectsAt(metrics, 'TemperatureReadingsCelsius').flatMap((one) =>
    excerpt(one, 'temperature', 'celsius', {
      from: one,
      chassis,
      name: textAt(one, 'DeviceName') ?? 'Temperature',
    }),
  )
}

/** A member of a ThermalSubsystem's Fans: its revolutions, else how fast it is in percent. */
export function readingsOfFan(fan: JsonObject, chassis: string): readonly Found[] {
  const speed = objectAt(fan, 'SpeedPercent')
  const taken = { from: fan, chassis, name: nameOf(fan) }
  if (numberOf(speed.SpeedRPM) === null) return excerpt(speed, 'fan-speed', 'percent', taken)
  return excerpt({ ...speed, Reading: speed.SpeedRPM }, 'fan-speed', 'rpm', taken)
}

/** What PowerSupplyMetrics (DSP2046) tell of a supply. */
export function readingsOfSupplyMetrics(
  metrics: JsonObject,
  supply: JsonObject,
  chassis: string,
): readonly Found[] {
  return OF_SUPPLY.flatMap(([property, suffix, sensorClass, unit]) =>
    excerpt(metrics[property], sensorClass, unit, {
      from: metrics,
      chassis,
      name: `${nameOf(supply)} ${suffix}`,
    }),
  )
}

const OF_SUPPLY = [
  ['InputVoltage', 'Input Voltage', 'voltage', 'volts'],
  ['InputCurrentAmps', 'Input Current', 'current', 'amperes'],
  ['InputPowerWatts', 'Input Power', 'power', 'watts'],
  ['OutputPowerWatts', 'Output Power', 'power', 'watts'],
  ['EnergykWh', 'Energy', 'energy', 'kilowatt-hours'],
] as const satisfies readonly (readonly [string, string, SensorClass, string])[]

/** What EnvironmentMetrics (DSP2046) tell of a chassis as a whole. */
export function readingsOfEnvironment(metrics: JsonObject, chassis: string): readonly Found[] {
  return OF_CHASSIS.flatMap(([property, suffix, sensorClass, unit]) =>
    excerpt(metrics[property], sensorClass, unit, { from: metrics, chassis, name: `${chassis} ${suffix}` }),
  )
}

const OF_CHASSIS = [
  ['PowerWatts', 'Power', 'power', 'watts'],
  ['EnergykWh', 'Energy', 'energy', 'kilowatt-hours'],
  ['HumidityPercent', 'Humidity', 'humidity', 'percent'],
] as const satisfies readonly (readonly [string, string, SensorClass, string])[]

function excerpt(
  value: unknown,
  sensorClass: SensorClass,
  unit: string,
  { from, chassis, name }: Taken,
): readonly Found[] {
  if (!isObject(value) || value.Reading === undefined) return []
  const source = textAt(value, 'DataSourceUri')
  const measured = { class: sensorClass, unit, value: numberOf(value.Reading), hasLimits: false }
  const id = source === undefined ? name : lastSegment(source)
  return [{ reading: readingOf(name, measured, from), id, chassis }]
}

function nameOf(one: JsonObject): string {
  return textAt(one, 'Name') ?? textAt(one, 'Id') ?? 'unnamed'
}
