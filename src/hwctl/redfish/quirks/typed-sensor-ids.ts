import type { SensorClass } from '../../managers/sensor.ts'
import { lastSegment } from '../client/system.ts'
import type { Quirk } from './quirk.ts'

/** What a sensor measures stands in front of its Id, so that of hundreds only those need to be read that were asked for. */
export const typedSensorIds = {
  name: 'typed-sensor-ids',
  machine: 'OpenBMC, bmcweb since 2022',
  source: 'bmcweb redfish-core/include/utils/sensor_utils.hpp, getSensorId and toReadingType',
  signs: [
    {
      at: 'sensors',
      property: ['@odata.id'],
      is: /\/(temperature|voltage|current|power|fantach|fanpwm)_[^/]+$/,
    },
  ],
  types: new Map<string, SensorClass>(
    Object.entries({
      temperature: 'temperature',
      voltage: 'voltage',
      current: 'current',
      power: 'power',
      energy: 'energy',
      fantach: 'fan-speed',
      fanpwm: 'other',
      utilization: 'utilization',
      altitude: 'altitude',
      humidity: 'humidity',
      airflow: 'air-flow',
      pressure: 'pressure',
      liquidflow: 'other',
    } as const),
  ),
} as const satisfies Quirk & Record<string, unknown>

/** What the sensors at these paths measure; undefined where their Ids do not all say so. */
export function classesByPath(paths: readonly string[]): ReadonlyMap<string, SensorClass> | undefined {
  const classes = new Map<string, SensorClass>()
  for (const path of paths) {
    const [type = '', ...name] = lastSegment(path).split('_')
    const sensorClass = name.length > 0 ? typedSensorIds.types.get(type) : undefined
    if (sensorClass === undefined) return undefined
    classes.set(path, sensorClass)
  }
  return classes
}
