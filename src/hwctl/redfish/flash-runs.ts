import { factsOf, HwctlError } from '../../core/errors.ts'
import type { Target } from '../../core/lifecycle.ts'
import { type FlashWish, flash, flashed } from '../flows/flash.ts'
import { activateImage, haveImage } from '../flows/flash-image.ts'
import { removeImage } from '../flows/image-removal.ts'
import { restart } from '../flows/power.ts'
import type { FirmwareFile, FirmwareList, FlashedImage, FlashNote } from '../managers/flash.ts'
import type { RedfishClient } from './client/resource.ts'
import type { ApplyTime } from './client/update-service.ts'
import { FileSender, updateService } from './file-sender.ts'
import { firmwareList } from './firmware-list.ts'
import { type Bringer, flashActions } from './flash-actions.ts'
import { actionsOf, hostReading } from './power.ts'
import { StartedTasks } from './started-tasks.ts'
import { type UpdateSource, updateFile } from './update-file.ts'

type RunTarget = Target<RedfishClient, FlashNote>

/** A host that starts is waited for so long, in milliseconds. */
const RESTART_MS = 300_000

/** Whatever sends to the BMC lasts as long as the work. */
async function bringing<T>(target: RunTarget, work: (bringer: Bringer) => Promise<T>): Promise<T> {
  const sender = new FileSender(target.bmc)
  try {
    return await work({ bmc: target.bmc, sender, tasks: new StartedTasks(target) })
  } finally {
    await sender.close()
  }
}

/** A file that is on the BMC then, and runs from a start on at the earliest; a tar is written at once by those that take it. */
export function uploadFile(target: RunTarget, file: FirmwareFile, isPlain: boolean): Promise<FlashedImage> {
  return bringing(target, async (bringer) => {
    if (!isPlain) return bringTar(bringer, file, false)
    await needApplyTime(target.bmc)
    return updateFile(bringer, plainSource(bringer, file, 'OnReset'), 'OnReset')
  })
}

/** Without it, a file that is only to be there would be applied. */
export async function needApplyTime(bmc: RedfishClient): Promise<void> {
  const { applyTimes } = await updateService(bmc)
  if (applyTimes?.includes('OnReset')) return
  const what = 'an upload that is not applied at once'
  throw new HwctlError({ kind: 'unsupported', what, ...(applyTimes && { offered: applyTimes }) })
}

/** Brings a file, or what a URI names, to be used; an image that is there cannot be named over Redfish, unless it runs. */
export function activateSource(
  target: RunTarget,
  input:
    | { readonly file: string; readonly anyFile?: true }
    | { readonly id: string }
    | { readonly uri: string },
  file: FirmwareFile | undefined,
): Promise<FlashedImage> {
  return bringing(target, async (bringer) => {
    if ('id' in input) return runningImage(await firmwareList(target.bmc), input.id)
    if (file && !('anyFile' in input)) return bringTar(bringer, file, true)
    const applyTime = await offeredTime(target.bmc, 'Immediate')
    const source =
      'uri' in input
        ? uriSource(bringer, input.uri, applyTime)
        : file && plainSource(bringer, file, applyTime)
    if (!source) throw new HwctlError({ kind: 'internal', message: 'no file' })
    return updateFile(bringer, source, applyTime)
  })
}

/** An image that runs already is active. @throws HwctlError `unsupported` for any other, `firmware` for one that is not there */
export function runningImage({ images }: FirmwareList, id: string): FlashedImage {
  const image = images.find((one) => one.id === id)
  if (!image) throw new HwctlError({ kind: 'firmware', problem: 'unknown-id', what: id, asked: 'activate' })
  const { version, purpose, running } = image
  if (running) return { id, version, purpose, uploaded: false, state: 'running' }
  throw new HwctlError({ kind: 'unsupported', what: 'activation of an image that is there over redfish' })
}

async function bringTar(bringer: Bringer, file: FirmwareFile, isSaid: boolean): Promise<FlashedImage> {
  const actions = flashActions(bringer)
  const { target } = bringer.tasks
  const { image, uploaded } = await haveImage(actions, file, target)
  if (isSaid) {
    target.checkpoint({ present: image.id })
    target.note({ said: 'activating', id: image.id, version: image.version, uploaded })
  }
  if (isSaid || image.state === 'activating') await activateImage(actions, image, target)
  return flashed(await actions.list(), file, { id: image.id, uploaded })
}

/** A folder's tars for BMC and host, all the way; or, where the operator says so, every file of it, one after the other. */
export function flashFolder(
  target: RunTarget,
  wish: Omit<FlashWish, 'files'> & { readonly anyFile?: true },
  files: readonly FirmwareFile[],
): Promise<readonly FlashedImage[]> {
  return bringing(target, (bringer) =>
    wish.anyFile
      ? plainFolder(bringer, wish, files)
      : flash(flashActions(bringer), { ...wish, files }, bringer.tasks.target),
  )
}

async function plainFolder(
  bringer: Bringer,
  { hostReboot }: Pick<FlashWish, 'hostReboot'>,
  files: readonly FirmwareFile[],
): Promise<readonly FlashedImage[]> {
  const { bmc } = bringer
  if (!hostReboot) await needApplyTime(bmc)
  const applyTime = await offeredTime(bmc, hostReboot ? 'Immediate' : 'OnReset')
  const update = (file: FirmwareFile) => updateFile(bringer, plainSource(bringer, file, applyTime), applyTime)
  const images: FlashedImage[] = []
  for (const file of files) images.push(await update(file))
  const waiting = images.some(({ state }) => state === 'pending')
  if (!hostReboot || !waiting || (await hostReading(bmc)).state !== 'on') return images
  const { target } = bringer.tasks
  target.progress({ phase: 'restarting host' })
  await restart(actionsOf(bmc), { how: 'reset', waitMs: RESTART_MS }, target)
  target.note({ said: 'host-restarted' })
  const after: FlashedImage[] = []
  for (const [at, image] of images.entries()) {
    const file = files[at]
    after.push(image.state === 'pending' && file ? await update(file) : image)
  }
  return after
}

/** Undefined where the service does not offer it, or does not say. */
async function offeredTime(bmc: RedfishClient, wanted: ApplyTime): Promise<ApplyTime | undefined> {
  return (await updateService(bmc)).applyTimes?.includes(wanted) ? wanted : undefined
}

function plainSource(
  { sender, tasks: { target } }: Bringer,
  file: FirmwareFile,
  applyTime: ApplyTime | undefined,
): UpdateSource {
  const sent = (done: number) =>
    target.progress({ phase: 'uploading image', done, total: file.bytes, unit: 'bytes' })
  const send = () =>
    sender.send(file, { applyTime, targets: [], sent }).catch((thrown: unknown) => refused(file.name, thrown))
  return { name: file.name, key: `${file.path} ${file.bytes}`, send }
}

function uriSource({ sender }: Bringer, uri: string, applyTime: ApplyTime | undefined): UpdateSource {
  const name = uri.slice(uri.lastIndexOf('/') + 1) || uri
  const send = () =>
    sender.fetch(uri, { applyTime, targets: [] }).catch((thrown: unknown) => refused(name, thrown))
  return { name, key: uri, send }
}

function refused(what: string, thrown: unknown): never {
  const facts = factsOf(thrown)
  if (facts.kind !== 'bmc' || facts.status !== 400) throw thrown
  const detail = `[${facts.status}] ${facts.message}`
  throw new HwctlError({ kind: 'firmware', problem: 'refused', what, detail }, thrown)
}

/** Deletes an image that does not run, where the service offers that. */
export async function deleteListed(target: RunTarget, id: string): Promise<{ readonly deleted: string }> {
  return bringing(target, async (bringer) => {
    const actions = flashActions(bringer)
    const image = (await actions.list()).images.find((one) => one.id === id)
    if (!image) throw new HwctlError({ kind: 'firmware', problem: 'unknown-id', what: id, asked: 'delete' })
    if (image.running && image.purpose !== 'host')
      throw new HwctlError({ kind: 'firmware', problem: 'runs-bmc', what: id })
    if (image.running && (await actions.power.read()).state === 'on')
      throw new HwctlError({ kind: 'firmware', problem: 'runs-host', what: id })
    await removeImage(actions, id, target)
    return { deleted: id }
  })
}
