import type { SensorReading, Thresholds } from '../managers/sensor.ts'
import { type JsonObject, numberOf, objectAt, textAt } from './client/property.ts'
import { lastSegment } from './client/system.ts'
import { isAway, type Measured, measuredBy } from './measure.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** A reading, and what tells it from others of the same name. */
export interface Found {
  readonly reading: Writable<SensorReading>
  /** Undefined where the BMC only counts them. */
  readonly id: string | undefined
  readonly chassis: string
}

/** A member of a chassis' Sensors collection (DSP2046, Sensor). Built property by property: there are hundreds in each BMC. */
export function sensorReading(sensor: JsonObject, path: string, chassis: string): Found {
  const measured = measuredBy(sensor)
  const id = textAt(sensor, 'Id') ?? lastSegment(path)
  const reading = readingOf(textAt(sensor, 'Name') ?? id, measured, sensor)
  const thresholds = measured.hasLimits ? thresholdsOf(objectAt(sensor, 'Thresholds')) : undefined
  if (thresholds) reading.thresholds = thresholds
  return { reading, id, chassis }
}

/** A reading without limits. */
export function readingOf(name: string, measured: Measured, from: JsonObject): Writable<SensorReading> {
  const reading: Writable<SensorReading> = { name, class: measured.class, value: measured.value }
  if (measured.unit !== undefined) reading.unit = measured.unit
  const health = HEALTHS.get(textAt(objectAt(from, 'Status'), 'Health') ?? '')
  if (health) reading.health = health
  return reading
}

/** Status.Health. */
const HEALTHS = new Map<string, 'ok' | 'warning' | 'critical'>([
  ['OK', 'ok'],
  ['Warning', 'warning'],
  ['Critical', 'critical'],
])

const THRESHOLDS = [
  ['warningLow', 'LowerCaution', 'LowerCautionUser'],
  ['warningHigh', 'UpperCaution', 'UpperCautionUser'],
  ['criticalLow', 'LowerCritical', 'LowerCriticalUser', 'LowerFatal'],
  ['criticalHigh', 'UpperCritical', 'UpperCriticalUser', 'UpperFatal'],
] as const

function thresholdsOf(thresholds: JsonObject): Thresholds | undefined {
  let found: Writable<Thresholds> | undefined
  for (const [name, ...properties] of THRESHOLDS)
    for (const property of properties) {
      const limit = numberOf(objectAt(thresholds, property).Reading)
      if (limit === null) continue
      found ??= {}
      found[name] = limit
      break
    }
  return found
}

/** Limits in the form of Thermal and Power; the last of each is what is fatal, where nothing is said to be critical. */
const OLD_THRESHOLDS = [
  ['warningLow', 'LowerThresholdNonCritical'],
  ['warningHigh', 'UpperThresholdNonCritical'],
  ['criticalLow', 'LowerThresholdCritical', 'LowerThresholdFatal'],
  ['criticalHigh', 'UpperThresholdCritical', 'UpperThresholdFatal'],
] as const

/** A member of Temperatures, Fans or Voltages with its limits. */
export function oldReading(
  name: string,
  measured: Omit<Measured, 'hasLimits' | 'value'> & { readonly raw: unknown },
  from: JsonObject,
): Writable<SensorReading> {
  const away = isAway(textAt(objectAt(from, 'Status'), 'State'))
  const value = away ? null : numberOf(measured.raw)
  const reading = readingOf(name, { ...measured, value, hasLimits: !away }, from)
  const limits = away ? [] : OLD_THRESHOLDS.flatMap(([key, ...properties]) => limitOf(key, properties, from))
  if (limits.length > 0) reading.thresholds = Object.fromEntries(limits)
  return reading
}

function limitOf(
  key: keyof Thresholds,
  properties: readonly string[],
  from: JsonObject,
): readonly (readonly [string, number])[] {
  const limit = properties.map((property) => numberOf(from[property])).find((one) => one !== null)
  return limit === undefined || limit === null ? [] : [[key, limit]]
}
