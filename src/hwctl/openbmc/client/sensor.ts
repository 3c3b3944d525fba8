import { nameKey } from '../../../core/name-order.ts'
import { remembered } from '../../../core/remembered.ts'
import { get, lastPart, malformed, type OpenBmcClient, ROOT } from './request.ts'

/** One sensor as the BMC words it, its numbers in its unit. */
export interface SensorObject {
  readonly place: SensorPlace
  /** Null where there is no reading, or it is text. */
  readonly value: number | null
  readonly text: string | undefined
  /** The last part of xyz.openbmc_project.Sensor.Value.Unit, or what an old image writes. */
  readonly unit: string | undefined
  readonly properties: Readonly<Record<string, unknown>>
  /** What the numbers of the object are multiplied by: 10 to the power of `Scale`. */
  readonly scale: number
}

/** Where a sensor is in the tree. */
export interface SensorPlace {
  /** The last part of its path, and the one before, which is its kind: `temperature`. */
  readonly name: string
  readonly folder: string
  /** Of the name, for sorting. */
  readonly key: string
}

/** Worked out once for the whole fleet. */
const placeOf = remembered((path): SensorPlace => {
  const [name = '', folder = ''] = path.split('/').reverse()
  return { name, folder, key: nameKey(name) }
})

/**
 * GET /sensors/enumerate. What comes is looked at by hand, as a BMC has hundreds of sensors and a fleet thousands of BMCs:
 * a schema for each costs as much again as parsing the JSON. Objects that are no sensor, such as associations, are left out.
 */
export async function listSensors(bmc: OpenBmcClient): Promise<SensorObject[]> {
  const data = await get(bmc, 'get_sensor_info', '/sensors/enumerate')
  if (!isObject(data)) throw malformed(bmc.session.rest, `${ROOT}/sensors/enumerate`, 'not a map of objects')
  const sensors: SensorObject[] = []
  for (const path of Object.keys(data)) {
    const properties = data[path]
    if (!isObject(properties)) throw malformed(bmc.session.rest, path, 'not an object')
    const sensor = sensorOf(path, properties)
    if (sensor === 'malformed') throw malformed(bmc.session.rest, path, 'its Value is no number')
    if (sensor) sensors.push(sensor)
  }
  return sensors
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Images before 2017 write `value` and `units`. */
function sensorOf(
  path: string,
  properties: Readonly<Record<string, unknown>>,
): SensorObject | 'malformed' | undefined {
  const isOld = !('Value' in properties) && 'value' in properties
  const raw = isOld ? properties.value : properties.Value
  if (raw === undefined && !('Unit' in properties)) return undefined
  if (typeof raw === 'object' && raw !== null) return 'malformed'
  const unit = lastPart(isOld ? properties.units : properties.Unit)
  const scale = scaleOf(properties.Scale)
  const value = properties.Available === false ? null : numberOf(raw, scale)
  return {
    place: placeOf(path),
    value,
    text: value === null ? textOf(raw) : undefined,
    unit: unit === '' ? undefined : unit,
    properties,
    scale,
  }
}

/** What is said in place of a number. */
function textOf(raw: unknown): string | undefined {
  if (typeof raw === 'boolean') return String(raw)
  return typeof raw === 'string' && !NOTHING.test(raw) ? raw.trimEnd() : undefined
}

const NOTHING = /^\s*([+-]?(nan|inf(inity)?))?\s*$/i

/** A property as a number in the sensor's unit; null where it is none. Since 2019 they are floats, before integers with a Scale; some images write text. */
export function numberOf(raw: unknown, scale: number): number | null {
  const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw
  if (typeof value !== 'number' || !Number.isFinite(value)) return null
  if (scale === 0) return value
  return scale < 0 ? value / 10 ** -scale : value * 10 ** scale
}

function scaleOf(raw: unknown): number {
  const scale = Number(raw ?? 0)
  return Number.isInteger(scale) ? scale : 0
}
