import { z } from 'zod'
import { anyObject, get, type OpenBmcClient, post, put } from './request.ts'

/** A property that is one of the settings; several D-Bus objects have one each. */
export interface SettingPlace {
  readonly object: string
  readonly property: string
}

/** Redundancy of the power supplies on images that have it as a setting. */
export const REDUNDANCY_SETTING: SettingPlace = {
  object: '/control/power_supply_redundancy',
  property: 'PowerSupplyRedundancyEnabled',
}

const REDUNDANCY_SENSOR = '/sensors/chassis/PowerSupplyRedundancy'

/** GET of the object; undefined where it does not have the property. Strings as they came, true and 1 as text. */
export async function getSetting(
  bmc: OpenBmcClient,
  { object, property }: SettingPlace,
): Promise<string | undefined> {
  const properties = anyObject.safeParse(await get(bmc, 'get_setting', object))
  return wordOf(properties.data?.[property])
}

/** PUT OBJECT/attr/PROPERTY */
export function putSetting(
  bmc: OpenBmcClient,
  { object, property }: SettingPlace,
  value: string | boolean,
): Promise<void> {
  return put(bmc, 'set_setting', `${object}/attr/${property}`, value)
}

/** GET …/PowerSupplyRedundancy, which has methods alone; 404 on images that have it as a setting. */
export async function findRedundancy(bmc: OpenBmcClient): Promise<void> {
  await get(bmc, 'find_redundancy', REDUNDANCY_SENSOR)
}

/** POST …/PowerSupplyRedundancy/action/getValue; 404 on images that have it as a setting. */
export async function getRedundancy(bmc: OpenBmcClient): Promise<string | undefined> {
  return wordOf(await post(bmc, 'get_redundancy', `${REDUNDANCY_SENSOR}/action/getValue`, []))
}

/** POST …/PowerSupplyRedundancy/action/setValue */
export async function setRedundancy(bmc: OpenBmcClient, value: 'Enabled' | 'Disabled'): Promise<void> {
  await post(bmc, 'set_redundancy', `${REDUNDANCY_SENSOR}/action/setValue`, [value])
}

const plain = z.union([z.string(), z.number(), z.boolean()])

function wordOf(value: unknown): string | undefined {
  const word = plain.safeParse(value)
  return word.success ? String(word.data).trim() : undefined
}
