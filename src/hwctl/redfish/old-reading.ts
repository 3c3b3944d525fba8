import type { SensorClass } from '../managers/sensor.ts'
import { type JsonObject, objectsAt, textAt } from './client/property.ts'
import { type Found, oldReading } from './reading.ts'

/** What a Thermal resource of a chassis measures (DSP2046, Thermal): `Temperatures` and `Fans`. */
export function readingsOfThermal(thermal: JsonObject, chassis: string): readonly Found[] {
  const temperatures = objectsAt(thermal, 'Temperatures').map((one) =>
    found(one, chassis, { class: 'temperature', unit: 'celsius', raw: one.ReadingCelsius }),
  )
  const fans = objectsAt(thermal, 'Fans').map((one) => {
    const isPercent = one.ReadingUnits === 'Percent' || one.ReadingUnits === '%'
    const raw = one.Reading ?? one.ReadingRPM // Redfish 1.0
    return found(one, chassis, { class: 'fan-speed', unit: isPercent ? 'percent' : 'rpm', raw })
  })
  return [...temperatures, ...fans]
}

/** What a Power resource of a chassis measures (DSP2046, Power): `Voltages`, `PowerControl` and `PowerSupplies`. */
export function readingsOfPower(power: JsonObject, chassis: string): readonly Found[] {
  const voltages = objectsAt(power, 'Voltages').map((one) =>
    found(one, chassis, { class: 'voltage', unit: 'volts', raw: one.ReadingVolts }),
  )
  const consumed = objectsAt(power, 'PowerControl')
    .filter((one) => one.PowerConsumedWatts !== undefined)
    .map((one) => found(one, chassis, { class: 'power', unit: 'watts', raw: one.PowerConsumedWatts }))
  const supplies = objectsAt(power, 'PowerSupplies').flatMap((one) => readingsOfSupply(one, chassis))
  return [...voltages, ...consumed, ...supplies]
}

/** What a power supply tells about itself, and how it is called: what goes in before what comes out. */
const OF_SUPPLY = [
  [['LineInputVoltage'], 'Input Voltage', 'voltage', 'volts'],
  [['PowerInputWatts'], 'Input Power', 'power', 'watts'],
  [['PowerOutputWatts', 'LastPowerOutputWatts'], 'Output Power', 'power', 'watts'],
] as const

function readingsOfSupply(supply: JsonObject, chassis: string): readonly Found[] {
  return OF_SUPPLY.flatMap(([properties, suffix, sensorClass, unit]) => {
    const property = properties.find((one) => supply[one] !== undefined && supply[one] !== null)
    if (property === undefined) return []
    return [found(supply, chassis, { class: sensorClass, unit, raw: supply[property], suffix })]
  })
}

interface OldMeasure {
  readonly class: SensorClass
  readonly unit: string
  readonly raw: unknown
  /** What is added to the name of a thing that measures several things. */
  readonly suffix?: string
}

function found(one: JsonObject, chassis: string, { suffix, ...measure }: OldMeasure): Found {
  const name =
    textAt(one, 'Name') ?? textAt(one, 'FanName') ?? `${measure.class} ${textAt(one, 'MemberId') ?? ''}`
  return { reading: oldReading(suffix ? `${name} ${suffix}` : name, measure, one), id: undefined, chassis }
}
