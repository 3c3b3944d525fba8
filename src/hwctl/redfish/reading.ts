import type { SensorReading, Thresholds } from '../managers/sensor.ts'
import { isObject, type JsonObject, numberOf, objectAt, textAt } from './client/property.ts'
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
  const limits = sensor.Thresholds
  const thresholds = measured.hasLimits && isObject(limits) ? thresholdsOf(limits) : undefined
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

/** Sensor.Thresholds, by what counts least: one that is named later takes the place of an earlier one. */
const THRESHOLDS = new Map<string, keyof Thresholds>([
  ['LowerFatal', 'criticalLow'],
  ['UpperFatal', 'criticalHigh'],
  ['LowerCautionUser', 'warningLow'],
  ['UpperCautionUser', 'warningHigh'],
  ['LowerCriticalUser', 'criticalLow'],
  ['UpperCriticalUser', 'criticalHigh'],
  ['LowerCaution', 'warningLow'],
  ['UpperCaution', 'warningHigh'],
  ['LowerCritical', 'criticalLow'],
  ['UpperCritical', 'criticalHigh'],
])

function thresholdsOf(thresholds: JsonObject): Thresholds | undefined {
  let found: Writable<Thresholds> | undefined
  for (const [property, name] of THRESHOLDS) {
    const threshold = thresholds[property]
    if (!isObject(threshold)) continue
    const limit = numberOf(threshold.Reading)
    if (limit === null) continue
    found ??= {}
    found[name] = limit
  }
  return found
}

/** The same in the form of Thermal and Power; what is fatal stands for what is critical, where that is not said. */
const OLD_THRESHOLDS = new Map<string, keyof Thresholds>([
  ['LowerThresholdFatal', 'criticalLow'],
  ['UpperThresholdFatal', 'criticalHigh'],
  ['LowerThresholdNonCritical', 'warningLow'],
  ['UpperThresholdNonCritical', 'warningHigh'],
  ['LowerThresholdCritical', 'criticalLow'],
  ['UpperThresholdCritical', 'criticalHigh'],
])

function oldThresholdsOf(from: JsonObject): Thresholds | undefined {
  let found: Writable<Thresholds> | undefined
  for (const [property, name] of OLD_THRESHOLDS) {
    const limit = numberOf(from[property])
    if (limit === null) continue
    found ??= {}
    found[name] = limit
  }
  return found
}

/** A member of Temperatures, Fans or Voltages with its limits. */
export function oldReading(
  name: string,
  measured: Omit<Measured, 'hasLimits' | 'value'> & { readonly raw: unknown },
  from: JsonObject,
): Writable<SensorReading> {
  const away = isAway(textAt(objectAt(from, 'Status'), 'State'))
  const value = away ? null : numberOf(measured.raw)
  const reading = readingOf(name, { ...measured, value, hasLimits: !away }, from)
  const thresholds = away ? undefined : oldThresholdsOf(from)
  if (thresholds) reading.thresholds = thresholds
  return reading
}
