import { factsOf, HwctlError } from '../../core/errors.ts'
import type { Target } from '../../core/lifecycle.ts'
import { type Look, type Pace, until } from '../../core/poll.ts'
import type { FirmwareFile, FirmwareImage, FirmwareList, FlashNote } from '../managers/flash.ts'
import { removeImage } from './image-removal.ts'
import { patiently } from './patience.ts'

/** What a protocol can do to a BMC's firmware images, one request each. */
export interface ImageActions {
  list(): Promise<FirmwareList>
  /** @throws HwctlError `bmc` 400 where the BMC has that version already, or cannot use the file */
  upload(file: FirmwareFile, sent: (bytes: number) => void): Promise<void>
  activate(id: string): Promise<void>
  /** Makes an active image the one that is started next. */
  bootNext(id: string): Promise<void>
  remove(id: string): Promise<void>
}

export type FlashTarget = Pick<Target<unknown, FlashNote>, 'signal' | 'note' | 'progress'>

/** Images in the names of phases. */
const PHASE_WORDS = { bmc: 'BMC', host: 'host', system: 'system', other: 'image' } as const

/** xCAT looks 6 times, 10 s apart. */
const APPEAR_PACE: Pace = { firstMs: 300, everyMs: 5000, forMs: 60_000 }

/** Writing an image takes a BMC minutes: xCAT looks 80 times, 15 s apart. */
const ACTIVATION_PACE: Pace = { firstMs: 300, everyMs: 5000, forMs: 1_200_000 }

/** The BMC's image of that file; of several the one that is furthest. */
export function imageOf({ images }: FirmwareList, wanted: Pick<FirmwareFile, 'version' | 'purpose'>) {
  const same = images.filter((one) => one.version === wanted.version && one.purpose === wanted.purpose)
  return (
    same.find((one) => one.running) ??
    same.find((one) => one.state === 'active') ??
    same.find((one) => !isSpoilt(one)) ??
    same[0]
  )
}

function isSpoilt({ state }: FirmwareImage): boolean {
  return state === 'failed' || state === 'invalid'
}

/** Uploads a file, unless the BMC has that version; what is left of an activation that failed is removed first. */
export async function haveImage(
  actions: ImageActions,
  file: FirmwareFile,
  target: FlashTarget,
): Promise<{ readonly image: FirmwareImage; readonly uploaded: boolean }> {
  const found = imageOf(await actions.list(), file)
  if (found && !isSpoilt(found)) return { image: found, uploaded: false }
  if (found) {
    const { id, version, reported } = found
    target.note({ said: 'removing-spoilt', id, version, state: reported.state })
    await removeImage(actions, id, target)
  }
  const sent = (done: number) =>
    target.progress({
      phase: `uploading ${PHASE_WORDS[file.purpose]}`,
      done,
      total: file.bytes,
      unit: 'bytes',
    })
  await actions.upload(file, sent).catch((thrown: unknown) => refused(actions, file, thrown))
  return { image: await appeared(actions, file, target), uploaded: true }
}

/** A BMC says 400 both for a version that it has and for a file that it cannot use: its images tell which. */
async function refused(actions: ImageActions, file: FirmwareFile, thrown: unknown): Promise<void> {
  const facts = factsOf(thrown)
  if (facts.kind !== 'bmc' || facts.status !== 400) throw thrown
  if (imageOf(await actions.list(), file)) return
  const detail = `[${facts.status}] ${facts.message}`
  throw new HwctlError({ kind: 'firmware', problem: 'refused', what: file.name, detail }, thrown)
}

async function appeared(
  actions: ImageActions,
  file: FirmwareFile,
  { signal }: FlashTarget,
): Promise<FirmwareImage> {
  const look = async (): Promise<Look<FirmwareImage>> => {
    const image = imageOf(await actions.list(), file)
    return image ? { done: true, value: image } : { done: false, seen: 'not listed' }
  }
  const wait = { sent: 'upload', waitingFor: file.version, pace: APPEAR_PACE, signal }
  return until(() => patiently(look), wait).catch((thrown: unknown) => {
    const facts = factsOf(thrown)
    if (facts.kind !== 'deadline') throw thrown
    const { waitedMs } = facts
    throw new HwctlError({ kind: 'firmware', problem: 'not-found', what: file.version, waitedMs }, thrown)
  })
}

/** Has an image written so that it can run, and makes it the one that is started next; what is done of that already is not done again. */
export async function activateImage(
  actions: ImageActions,
  image: FirmwareImage,
  target: FlashTarget,
): Promise<void> {
  const { id, version } = image
  if (image.state !== 'active' && image.state !== 'activating') {
    await actions.activate(id)
    target.note({ said: 'started', version })
  }
  const active = image.state === 'active' ? image : await activated(actions, image, target)
  if (!active.running || active.bootsNext === false) target.note({ said: 'activated', version })
  if (active.bootsNext === false) await actions.bootNext(id)
}

async function activated(
  actions: ImageActions,
  { id, version, purpose }: FirmwareImage,
  target: FlashTarget,
): Promise<FirmwareImage> {
  let percent: number | undefined
  const look = async (): Promise<Look<FirmwareImage>> => {
    const image = (await actions.list()).images.find((one) => one.id === id)
    if (!image) return { done: false, seen: 'not listed' }
    if (image.state === 'active') return { done: true, value: image }
    if (isSpoilt(image)) throw notActivated(image, percent)
    if (image.state === 'activating' && image.percent !== undefined && image.percent !== percent) {
      percent = image.percent
      target.progress({
        phase: `activating ${PHASE_WORDS[purpose]}`,
        done: percent,
        total: 100,
        unit: 'percent',
      })
      target.note({ said: 'percent', version, percent })
    }
    return { done: false, seen: image.reported.state }
  }
  const wait = { sent: `activate ${id}`, waitingFor: 'Active', pace: ACTIVATION_PACE, signal: target.signal }
  return until(() => patiently(look), wait)
}

function notActivated({ version, reported }: FirmwareImage, percent: number | undefined): HwctlError {
  return new HwctlError({
    kind: 'firmware',
    problem: 'not-activated',
    what: version,
    detail: reported.state,
    ...(percent !== undefined && { percent }),
  })
}
