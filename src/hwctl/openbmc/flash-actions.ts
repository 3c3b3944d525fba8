import { factsOf, HwctlError } from '../../core/errors.ts'
import type { Target } from '../../core/lifecycle.ts'
import { extendedParts, purposeOf } from '../flows/firmware-file.ts'
import type { FlashActions } from '../flows/flash.ts'
import { wholePercents } from '../flows/whole-percents.ts'
import type { FirmwareImage, FirmwareList, FirmwareState, FlashNote } from '../managers/flash.ts'
import { deleteAllDumps } from './client/dump.ts'
import { getProcessorVersion } from './client/inventory.ts'
import type { OpenBmcClient } from './client/request.ts'
import {
  deleteSoftware,
  listSoftware,
  requestActivation,
  type SoftwareImage,
  setPriority,
} from './client/software.ts'
import { requestBmcReboot } from './client/state.ts'
import { uploadImage } from './client/upload.ts'
import { actionsOf, bmcState } from './power.ts'

/** The images of a BMC. */
export async function firmwareList(bmc: OpenBmcClient): Promise<FirmwareList> {
  const images = await listSoftware(bmc)
  return {
    images: images.map(imageOf),
    tellsRunning: images.some(({ functional }) => functional !== undefined),
  }
}

const STATES: Readonly<Record<string, FirmwareState>> = {
  Ready: 'ready',
  Activating: 'activating',
  Active: 'active',
  Failed: 'failed',
  Invalid: 'invalid',
}

function imageOf(image: SoftwareImage): FirmwareImage {
  const { id, version, purpose, activation, priority, progress, extendedVersion } = image
  const running = image.functional ?? false
  return {
    id,
    purpose: purposeOf(purpose),
    version,
    state: (Object.hasOwn(STATES, activation) ? STATES[activation] : undefined) ?? 'other',
    running,
    ...(priority !== undefined && { bootsNext: priority === 0 }),
    ...(progress !== undefined && { percent: progress }),
    extended: extendedParts(extendedVersion),
    reported: { purpose, state: activation },
  }
}

type FlashRequester = Pick<Target<OpenBmcClient, FlashNote>, 'bmc' | 'note'>

/** xCAT warns of one stepping of POWER9 before it sends a file: two releases of 2017 are the last ones that are meant for it. */
const OLD_PROCESSOR = '20'

/** What flashing asks of OpenBMC's REST; before the first file is sent, the operator is warned of a processor that is too old for it. */
export function flashActions({ bmc, note }: FlashRequester): FlashActions {
  let warned: Promise<void> | undefined
  const warn = async () => {
    if ((await getProcessorVersion(bmc)) === OLD_PROCESSOR) note({ said: 'old-processor' })
  }
  return {
    list: () => firmwareList(bmc),
    async upload({ path, bytes }, sent) {
      warned ??= warn()
      await warned
      await uploadImage(bmc, { path, bytes, sent: wholePercents(bytes, sent) })
    },
    activate: (id) => requestActivation(bmc, id).catch((thrown: unknown) => notActivatable(thrown, id)),
    bootNext: (id) => setPriority(bmc, id, 0),
    remove: (id) => deleteSoftware(bmc, id),
    clearDumps: () => deleteAllDumps(bmc),
    bmc: { reboot: () => requestBmcReboot(bmc), read: () => bmcState(bmc) },
    power: actionsOf(bmc),
  }
}

/** xCAT's answer for 403; 404 is what newer images say to an id that is not there. */
function notActivatable(thrown: unknown, id: string): never {
  const facts = factsOf(thrown)
  if (facts.kind !== 'bmc' || (facts.status !== 403 && facts.status !== 404)) throw thrown
  throw new HwctlError({ kind: 'firmware', problem: 'unknown-id', what: id, asked: 'activate' }, thrown)
}
