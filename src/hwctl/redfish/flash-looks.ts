import { HwctlError } from '../../core/errors.ts'
import { untold } from '../../core/lifecycle.ts'
import type { FirmwareList } from '../managers/flash.ts'
import { getManagerObject } from './client/manager.ts'
import { textAt } from './client/property.ts'
import type { RedfishClient } from './client/resource.ts'
import { fetching, updateService } from './file-sender.ts'
import { firmwareList } from './firmware-list.ts'
import { needApplyTime, runningImage } from './flash-runs.ts'

/** The images of a BMC. @throws HwctlError `unsupported` where it lists none */
export async function someFirmware(bmc: RedfishClient): Promise<FirmwareList> {
  const list = await firmwareList(bmc)
  if (list.images.length > 0) return list
  throw new HwctlError({ kind: 'unsupported', what: 'a list of firmware images over redfish' })
}

/** @throws HwctlError `unsupported` where no file can be sent, or, if it is to wait, none that waits */
export async function lookForUpload(
  bmc: RedfishClient,
  { anyFile }: { readonly anyFile?: true },
  isToWait: boolean,
): Promise<unknown> {
  await updateService(bmc)
  if (anyFile && isToWait) await needApplyTime(bmc)
  return anyFile ? undefined : takesTars(bmc)
}

/** OpenBMC takes OpenBMC's tars; what else does, only a try shows. */
async function takesTars(bmc: RedfishClient): Promise<unknown> {
  const { data } = await getManagerObject(bmc, 'get_update_service')
  return /^openbmc$/i.test(textAt(data, 'Model') ?? '') ? undefined : untold
}

/** @throws HwctlError as the activation would */
export async function lookForActivation(
  bmc: RedfishClient,
  input:
    | { readonly file: string; readonly anyFile?: true }
    | { readonly id: string }
    | { readonly uri: string },
): Promise<unknown> {
  if ('file' in input) return lookForUpload(bmc, input, false)
  if ('id' in input) return runningImage(await firmwareList(bmc), input.id)
  return fetching(await updateService(bmc), input.uri)
}
