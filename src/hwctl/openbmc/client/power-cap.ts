import { z } from 'zod'
import { get, malformed, type OpenBmcClient, put, ROOT } from './request.ts'

/** The object of xyz.openbmc_project.Control.Power.Cap. */
export const POWER_CAP = '/control/host0/power_cap'

const number = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]).transform(Number)
const flag = z
  .union([z.boolean(), z.number(), z.string()])
  .transform((value) => ['1', 'true'].includes(String(value).toLowerCase()))

const powerCap = z.object({
  PowerCap: number,
  PowerCapEnable: flag,
  MinPowerCapValue: number.nullish(),
  MaxPowerCapValue: number.nullish(),
  Scale: number.nullish(),
})

/** A limit as D-Bus has it: `PowerCap`, the minimum and the maximum are in 10^`Scale` watts. */
export type PowerCapObject = z.infer<typeof powerCap>

/** GET /control/host0/power_cap */
export async function getPowerCap(bmc: OpenBmcClient): Promise<PowerCapObject> {
  const found = powerCap.safeParse(await get(bmc, 'get_power_cap', POWER_CAP))
  if (found.success) return found.data
  throw malformed(bmc.session.rest, ROOT + POWER_CAP, 'no PowerCap and PowerCapEnable in it')
}

/** PUT …/attr/PowerCap, in 10^`Scale` watts. */
export function putPowerCap(bmc: OpenBmcClient, value: number): Promise<void> {
  return put(bmc, 'set_power_cap', `${POWER_CAP}/attr/PowerCap`, value)
}

/** PUT …/attr/PowerCapEnable */
export function putPowerCapEnable(bmc: OpenBmcClient, isOn: boolean): Promise<void> {
  return put(bmc, 'set_power_cap', `${POWER_CAP}/attr/PowerCapEnable`, isOn)
}
