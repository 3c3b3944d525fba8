import { HwctlError } from '../../../core/errors.ts'
import { memberPaths } from './collection.ts'
import { checkWrite } from './errors.ts'
import { linkAt } from './property.ts'
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

/** Undefined where the image is none of the inventory. */
async function imagePath(bmc: RedfishClient, id: string): Promise<string | undefined> {
  const { UpdateService } = await getServiceRoot(bmc, 'delete_firmware')
  if (UpdateService === undefined) return undefined
  const { data } = await readObject(bmc, 'delete_firmware', UpdateService)
  const inventory = linkAt(data, 'FirmwareInventory')
  if (inventory === undefined) return undefined
  const paths = await memberPaths(bmc, 'delete_firmware', inventory)
  return paths.find((path) => lastSegment(path) === id)
}
