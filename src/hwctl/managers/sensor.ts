import { capability, op } from '../../core/capability.ts'
import type { Led } from './beacon.ts'

/** What a sensor measures. */
export const SENSOR_CLASSES = [
  'temperature',
  'voltage',
  'current',
  'power',
  'energy',
  'fan-speed',
  'altitude',
  'humidity',
  'air-flow',
  'pressure',
  'utilization',
  'other',
] as const
export type SensorClass = (typeof SENSOR_CLASSES)[number]

/** Limits that a BMC watches, in the unit of the reading; absent where there is none. */
export interface Thresholds {
  readonly warningLow?: number
  readonly warningHigh?: number
  readonly criticalLow?: number
  readonly criticalHigh?: number
}

/** One sensor and what it read. */
export interface SensorReading {
  /** The BMC's own name for it: `p0_core0_temp`. */
  readonly name: string
  readonly class: SensorClass
  /** In `unit`; null where there is no reading now. */
  readonly value: number | null
  /** celsius, volts, amperes, watts, joules, watt-hours, kilowatt-hours, rpm, meters, percent, cfm, pascals, kilopascals, hertz, bytes, or the BMC's own word; absent where it has none. */
  readonly unit?: string
  /** What a sensor says that is not read as a number: `Enabled`. */
  readonly text?: string
  readonly thresholds?: Thresholds
  /** What the BMC makes of the reading; absent where it watches no limits. */
  readonly health?: 'ok' | 'warning' | 'critical'
  /** False for a sensor that the BMC holds to be broken. */
  readonly functional?: boolean
}

/** What to read. */
export interface VitalsWish {
  /** All where they are not named; none for an empty list. */
  readonly classes?: readonly SensorClass[]
  readonly leds: boolean
}

/** Readings and LEDs, each in natural order of their names. */
export interface Vitals {
  readonly sensors: readonly SensorReading[]
  readonly leds: readonly Led[]
}

/** What a machine measures and shows. */
export const Sensor = capability('sensor', {
  readVitals: op<VitalsWish, Vitals>(),
})
