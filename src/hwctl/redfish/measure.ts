import type { SensorClass } from '../managers/sensor.ts'
import { type JsonObject, numberOf, objectAt, textAt } from './client/property.ts'
import { zeroWhenAbsent } from './quirks/zero-when-absent.ts'

/** What is measured, in which unit, and how much. */
export interface Measured {
  readonly class: SensorClass
  /** Undefined where the BMC says none. */
  readonly unit: string | undefined
  readonly value: number | null
  /** Whether the limits of the sensor are in that unit too. */
  readonly hasLimits: boolean
}

/** Sensor.ReadingType (DSP2046, Sensor v1.11): what is measured. `Percent` may be anything. */
const TYPES = new Map<string, SensorClass>(
  Object.entries({
    Temperature: 'temperature',
    Voltage: 'voltage',
    Current: 'current',
    Power: 'power',
    EnergyJoules: 'energy',
    EnergyWh: 'energy',
    EnergykWh: 'energy',
    Rotational: 'fan-speed',
    Altitude: 'altitude',
    Humidity: 'humidity',
    AbsoluteHumidity: 'humidity',
    AirFlow: 'air-flow',
    AirFlowCMM: 'air-flow',
    Pressure: 'pressure',
    PressurePa: 'pressure',
    PressurekPa: 'pressure',
  } as const),
)

/** Sensor.ReadingUnits (UCUM, and what OpenBMC writes for CFM): our names, and what they measure where the type is not told. */
const UNITS = new Map<string, readonly [unit: string, sensorClass: SensorClass]>(
  Object.entries({
    Cel: ['celsius', 'temperature'],
    C: ['celsius', 'temperature'],
    V: ['volts', 'voltage'],
    A: ['amperes', 'current'],
    W: ['watts', 'power'],
    J: ['joules', 'energy'],
    'W.h': ['watt-hours', 'energy'],
    'kW.h': ['kilowatt-hours', 'energy'],
    RPM: ['rpm', 'fan-speed'],
    '{rev}/min': ['rpm', 'fan-speed'],
    m: ['meters', 'altitude'],
    '%': ['percent', 'other'],
    'cft_i/min': ['cfm', 'air-flow'],
    '[cft_i]/min': ['cfm', 'air-flow'],
    '[ft_i]3/min': ['cfm', 'air-flow'],
    Pa: ['pascals', 'pressure'],
    kPa: ['kilopascals', 'pressure'],
    Hz: ['hertz', 'other'],
    By: ['bytes', 'other'],
  } as const),
)

/** A percentage is how fast or how busy something is; only its name tells, and whatever sets a fan's duty cycle is neither. */
const UTILIZATION = /utili[sz]ation|usage/i
const FAN = /fan(?!.*pwm)(?!pwm)/i

/** What a Sensor measures. A fan in percent that also has its revolutions is told in those, and then its limits are not. */
export function measuredBy(sensor: JsonObject): Measured {
  const status = textAt(objectAt(sensor, 'Status'), 'State')
  const read = (raw: unknown) => (isAway(status) ? null : numberOf(raw))
  const units = textAt(sensor, 'ReadingUnits')
  const [unit, byUnit] = UNITS.get(units ?? '') ?? [units, 'other']
  const sensorClass = TYPES.get(textAt(sensor, 'ReadingType') ?? '') ?? byUnit
  if (sensorClass === 'fan-speed' || sensorClass !== 'other' || unit !== 'percent')
    return { class: sensorClass, unit, value: read(sensor.Reading), hasLimits: !isAway(status) }
  const revolutions = read(sensor.SpeedRPM)
  if (revolutions !== null) return { class: 'fan-speed', unit: 'rpm', value: revolutions, hasLimits: false }
  const percent = { unit, value: read(sensor.Reading), hasLimits: !isAway(status) }
  return { class: classOfPercent(sensor), ...percent }
}

function classOfPercent(sensor: JsonObject): SensorClass {
  const name = `${textAt(sensor, 'Id') ?? ''} ${textAt(sensor, 'Name') ?? ''}`
  if (UTILIZATION.test(name)) return 'utilization'
  return textAt(sensor, 'PhysicalContext') === 'Fan' || FAN.test(name) ? 'fan-speed' : 'other'
}

/** Whether Status.State says that nothing can be read now, whatever number stands there. */
export function isAway(state: string | undefined): boolean {
  return zeroWhenAbsent.states.some((one) => one === state)
}
