import { purposeOf } from '../flows/firmware-file.ts'
import type { FirmwareImage, FirmwareList, FirmwareState } from '../managers/flash.ts'
import type { FirmwareImage as ListedImage } from '../managers/inventory.ts'
import { managerIfAny } from './client/manager.ts'
import { type JsonObject, objectAt, textAt } from './client/property.ts'
import type { RedfishClient } from './client/resource.ts'
import { getSystemObject } from './client/system.ts'
import { firmwareOf } from './firmware.ts'
import { PartSource } from './part-source.ts'
import { failedImagesAreDisabled } from './quirks/failed-images-are-disabled.ts'

const OPERATION = 'list_firmware'

/** The images that the update service lists, and what runs by the word of system and manager. */
export async function firmwareList(bmc: RedfishClient): Promise<FirmwareList> {
  const source = new PartSource(bmc, () => undefined) // an image that cannot be read is not there
  const system = await getSystemObject(bmc, OPERATION)
  const manager = await managerIfAny(bmc, OPERATION, system)
  const listed = (await firmwareOf(bmc, source, { system, manager })) ?? []
  const objects = new Map([...source.seen.values()].map((object) => [textAt(object, 'Id'), object]))
  const images = listed.map((image) => imageOf(image, objects.get(image.id) ?? {}))
  return { images, tellsRunning: images.some(({ running }) => running) }
}

const STATES: Readonly<Record<string, FirmwareState>> = {
  Active: 'active',
  Activating: 'activating',
  Ready: 'ready',
}

function imageOf({ id, version, purpose, activation, standing, parts }: ListedImage, object: JsonObject) {
  const running = standing === 'running'
  const state = stateOf(activation, object)
  const image: FirmwareImage = {
    id,
    purpose: purposeOf(purpose),
    version,
    state: running ? 'active' : state,
    running,
    extended: parts,
    reported: { purpose, state: state === 'failed' ? 'Failed' : activation },
  }
  return image
}

function stateOf(activation: string, object: JsonObject): FirmwareState {
  const status = objectAt(object, 'Status')
  const reported = textAt(status, 'State')
  const isWell = (textAt(status, 'Health') ?? 'OK') === 'OK'
  if (reported === failedImagesAreDisabled.state) return isWell ? 'ready' : 'failed'
  if (reported === 'Enabled') return 'active'
  return (Object.hasOwn(STATES, activation) ? STATES[activation] : undefined) ?? 'other'
}
