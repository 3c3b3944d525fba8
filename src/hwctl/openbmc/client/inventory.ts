import { z } from 'zod'
import { factsOf } from '../../../core/errors.ts'
import { isNotFound } from '../../flows/not-found.ts'
import { anyObject, dataOf, get, getAnywhere, malformed, type OpenBmcClient, ROOT } from './request.ts'

const INVENTORY = '/inventory/enumerate'
/** Where images of 2016 have their inventory. */
const OLD_INVENTORY = '/org/openbmc/inventory/enumerate'

/** Objects by path, as they came. */
export type InventoryTree = Readonly<Record<string, unknown>>

/** GET /inventory/enumerate, or that of images of 2016 where there is none. */
export async function listInventory(bmc: OpenBmcClient): Promise<InventoryTree> {
  try {
    return treeOf(bmc, await get(bmc, 'get_inventory', INVENTORY), ROOT + INVENTORY)
  } catch (thrown) {
    if (!isNotFound(thrown)) throw thrown
    return (await listOldInventory(bmc)) ?? Promise.reject(thrown)
  }
}

/** GET /org/openbmc/inventory/enumerate; undefined where there is none either. */
async function listOldInventory(bmc: OpenBmcClient): Promise<InventoryTree | undefined> {
  const answer = await getAnywhere(bmc, 'get_inventory', OLD_INVENTORY)
  if (answer.status === 404) return undefined
  return treeOf(bmc, dataOf(bmc.session.rest, answer), OLD_INVENTORY)
}

/** GET /inventory/system: its path and its properties; undefined where the BMC has no such object. */
export async function getSystemObject(bmc: OpenBmcClient): Promise<InventoryTree | undefined> {
  try {
    const system = anyObject.safeParse(await get(bmc, 'get_system', '/inventory/system'))
    return system.success ? { [`${ROOT}/inventory/system`]: system.data } : undefined
  } catch (thrown) {
    if (!isNotFound(thrown)) throw thrown
    return undefined
  }
}

const processor = z.object({ Version: z.unknown().optional() })

/** The path of the first processor, where xCAT looks for it. */
export const FIRST_PROCESSOR = '/inventory/system/chassis/motherboard/cpu0'

/** GET of the first processor: its stepping (`20` is DD 2.0 of a POWER9); undefined where the BMC does not tell. */
export async function getProcessorVersion(bmc: OpenBmcClient): Promise<string | undefined> {
  try {
    const { data } = processor.safeParse(await get(bmc, 'get_processor', FIRST_PROCESSOR))
    return data?.Version === undefined || data.Version === null ? undefined : String(data.Version).trim()
  } catch (thrown) {
    if (factsOf(thrown).kind !== 'bmc') throw thrown
    return undefined
  }
}

function treeOf(bmc: OpenBmcClient, data: unknown, path: string): InventoryTree {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw malformed(bmc.session.rest, path, 'not a map of objects')
  return data as InventoryTree
}
