import type { SensorReading, Thresholds } from '../../hwctl/managers/sensor.ts'
import { title } from './title.ts'

/** Units as xCAT writes them. */
const UNITS = new Map(
  Object.entries({
    celsius: 'C',
    rpm: 'RPMS',
    volts: 'Volts',
    amperes: 'Amps',
    watts: 'Watts',
    joules: 'Joules',
    'watt-hours': 'Wh',
    'kilowatt-hours': 'kWh',
    meters: 'Meters',
    percent: '%',
    cfm: 'CFM',
    pascals: 'Pascals',
    kilopascals: 'kPa',
    hertz: 'Hz',
    bytes: 'Bytes',
  }),
)

/** A reading as a line; the long one has what the BMC says besides. */
export function sensorLine(reading: SensorReading, isLong: boolean): string {
  const { name, value, unit, text } = reading
  const shown = value === null ? (text ?? 'N/A') : numberText(value)
  const withUnit = unit === undefined || value === null ? shown : `${shown} ${UNITS.get(unit) ?? unit}`
  return `${title(name)}: ${withUnit}${isLong ? remarks(reading) : ''}`
}

/** Six digits as xCAT's `{:g}`, but never an exponent: an energy counter is a long number. */
function numberText(value: number): string {
  const text = String(value)
  if (text.length <= 7 || Number.isInteger(value)) return text
  return String(Math.abs(value) >= 100_000 ? Math.round(value) : Number(value.toPrecision(6)))
}

function remarks({ thresholds, health, functional }: SensorReading): string {
  const said = [
    ...(thresholds ? thresholdTexts(thresholds) : []),
    ...(health === undefined || health === 'ok' ? [] : [health]),
    ...(functional === false ? ['not functional'] : []),
  ]
  return said.length > 0 ? ` (${said.join(', ')})` : ''
}

function thresholdTexts({ warningLow, warningHigh, criticalLow, criticalHigh }: Thresholds): string[] {
  const limits = [
    ['warning below', warningLow],
    ['warning above', warningHigh],
    ['critical below', criticalLow],
    ['critical above', criticalHigh],
  ] as const
  return limits.flatMap(([word, limit]) => (limit === undefined ? [] : [`${word} ${numberText(limit)}`]))
}
