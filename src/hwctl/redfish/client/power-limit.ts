import { z } from 'zod'
import { patch, type RedfishClient, type Resource, read } from './resource.ts'

const number = z.coerce.number().nullish().catch(undefined)

const setPoint = z.object({
  SetPoint: number,
  ControlMode: z.string().nullish(),
  AllowableMin: number,
  AllowableMax: number,
})

/** A limit in the new form (DSP2046, EnvironmentMetrics.PowerLimitWatts and Control): `ControlMode` Disabled is none. */
export type SetPoint = z.infer<typeof setPoint>

const metrics = z.object({
  PowerLimitWatts: setPoint.nullish(),
  PowerWatts: z.object({ Reading: number }).nullish(),
})

/** GET of EnvironmentMetrics. */
export function getEnvironmentMetrics(bmc: RedfishClient, path: string) {
  return read(bmc, OPERATION, path, metrics)
}

const control = setPoint.extend({
  ControlType: z.string().nullish(),
  PhysicalContext: z.string().nullish(),
  Sensor: z.object({ Reading: number }).nullish().catch(undefined),
})

/** GET of a Control. */
export function getControl(bmc: RedfishClient, path: string) {
  return read(bmc, OPERATION, path, control)
}

const power = z.object({
  PowerControl: z
    .array(z.object({ PowerConsumedWatts: number, PowerLimit: z.object({ LimitInWatts: number }).nullish() }))
    .nullish(),
})

/** GET of Power; `LimitInWatts` is null, or not there, where nothing is limited. */
export function getPower(bmc: RedfishClient, path: string) {
  return read(bmc, OPERATION, path, power)
}

/** PATCH of EnvironmentMetrics. @returns what the service said about it */
export function patchMetricsLimit(bmc: RedfishClient, metrics: Place, change: Partial<SetPoint>) {
  return patch(bmc, 'set_power_limit', metrics, { PowerLimitWatts: change })
}

/** PATCH of a Control. @returns what the service said about it */
export function patchControl(bmc: RedfishClient, control: Place, change: Partial<SetPoint>) {
  return patch(bmc, 'set_power_limit', control, change)
}

/**
 * PATCH of Power: one of its controls, those before it left as they are by an empty object (DSP0266, 7.6.3).
 * @returns what the service said about it
 */
export function patchPowerControl(bmc: RedfishClient, power: Place, index: number, watts: number | null) {
  const untouched = Array.from({ length: index }, () => ({}))
  return patch(bmc, 'set_power_limit', power, {
    PowerControl: [...untouched, { PowerLimit: { LimitInWatts: watts } }],
  })
}

type Place = Pick<Resource<unknown>, 'path' | 'etag'>

const OPERATION = 'get_power_limit'
