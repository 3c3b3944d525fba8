import { HwctlError } from '../../../core/errors.ts'
import { linked, memberPaths } from './collection.ts'
import { checkWrite } from './errors.ts'
import { linkAt, textAt } from './property.ts'
import { type RedfishClient, readObject } from './resource.ts'
import { getServiceRoot } from './service-root.ts'
import { lastSegment } from './system.ts'
import { awaitTask } from './task.ts'

/** What a service answers to a DELETE that it does not know: nothing was done then. */
const NOT_OFFERED = new Set([404, 405, 501])

/**
 * DELETE of the SoftwareInventory of an image.
 * @throws HwctlError `unsupported` where the service does not offer it, `bmc`
 */
export async function deleteImage(bmc: RedfishClient, id: string): Promise<void> {
  const operation = 'delete_firmware'
  const path = await imagePath(bmc, id)
  if (path === undefined) throw notOffered()
  const answer = await bmc.session.request({ operation, method: 'DELETE', path, signal: bmc.signal })
  if (NOT_OFFERED.has(answer.status)) throw notOffered()
  checkWrite(bmc.session.rest, answer)
  await awaitTask(bmc, operation, answer)
}

function notOffered(): HwctlError {
  return new HwctlError({ kind: 'unsupported', what: 'deletion of firmware images over redfish' })
}

/** Where an image is, by what its address ends with, else by its Id; undefined where the inventory has none such. */
async function imagePath(bmc: RedfishClient, id: string): Promise<string | undefined> {
  const operation = 'delete_firmware'
  const { UpdateService } = await getServiceRoot(bmc, operation)
  if (UpdateService === undefined) return undefined
  const { data } = await readObject(bmc, operation, UpdateService)
  const inventory = linkAt(data, 'FirmwareInventory')
  if (inventory === undefined) return undefined
  const paths = await memberPaths(bmc, operation, inventory)
  const path = paths.find((one) => lastSegment(one) === id)
  if (path !== undefined) return path
  const all = await linked(bmc, paths, { operation })
  return all.find((one) => textAt(one.data, 'Id') === id)?.path
}
