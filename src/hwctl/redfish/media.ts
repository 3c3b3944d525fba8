import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { until } from '../../core/poll.ts'
import { Media, type MediaSlot, type MediaWish } from '../managers/media.ts'
import type { RedfishClient } from './client/resource.ts'
import { ejectMedia, getMedia, getOneMedia, insertMedia, type MediaResource } from './client/virtual-media.ts'
import { protocol } from './protocol.ts'

/** Virtual media over Redfish. */
export default executor(Media, protocol, {
  list: steps({
    plan: () => GET_MEDIA,
    look: ({ bmc }) => getMedia(bmc),
    run: async ({ bmc }) => ({ slots: (await getMedia(bmc)).map(slotOf) }),
  }),
  insert: steps({
    plan: ({ image, slot }) => [
      ...GET_MEDIA,
      `POST #VirtualMedia.InsertMedia Image=${image} to ${slot ?? 'a free one'}, or PATCH it where that is not offered`,
      'GET it again, until the image is in it',
    ],
    look: ({ bmc }) => getMedia(bmc),
    run: ({ bmc }, wish) => insert(bmc, wish),
  }),
  eject: steps({
    plan: ({ slot }) => [
      ...GET_MEDIA,
      `POST #VirtualMedia.EjectMedia to ${slot ?? 'the one with an image'}, or PATCH it where that is not offered`,
      'GET it again, until it is empty',
    ],
    look: ({ bmc }) => getMedia(bmc),
    run: ({ bmc }, { slot }) => eject(bmc, slot),
  }),
})

const GET_MEDIA = ['GET the ComputerSystem', "GET its VirtualMedia, or its Manager's, and each member"]

/** How long a BMC may take to fetch the beginning of an image, or to let go of it. */
const PACE = { firstMs: 250, everyMs: 2000, forMs: 30_000 }

function slotOf({ data }: MediaResource): MediaSlot {
  const { Id, Image, WriteProtected, MediaTypes } = data
  return {
    slot: Id,
    types: MediaTypes,
    ...(isTaken(data) && { image: Image || 'unknown' }),
    ...(isTaken(data) && typeof WriteProtected === 'boolean' && { writeProtected: WriteProtected }),
  }
}

/** Some services go on showing the image that was in the drive last: where `Inserted` says no, nothing is. */
function isTaken({ Image, Inserted }: MediaResource['data']): boolean {
  return Inserted ?? Boolean(Image)
}

async function insert(bmc: RedfishClient, { image, slot, writeProtected }: MediaWish): Promise<MediaSlot> {
  const all = await getMedia(bmc)
  const media = slot === undefined ? freeSlot(all, image) : namedSlot(all, slot)
  if (isTaken(media.data))
    throw refusal(`inserting an image into slot ${media.data.Id}, which has one,`, all.filter(isFree))
  await insertMedia(bmc, media, { image, writeProtected })
  return readBack(bmc, media, { sent: 'insert', waitingFor: 'Inserted', isTaken: true })
}

async function eject(
  bmc: RedfishClient,
  slot: string | undefined,
): Promise<{ ejected: readonly MediaSlot[] }> {
  const all = await getMedia(bmc)
  const taken = slot === undefined ? all.filter((one) => !isFree(one)) : [namedSlot(all, slot)]
  const [media, ...more] = taken
  if (!media || isFree(media)) return { ejected: [] }
  if (more.length > 0) throw refusal('ejecting without naming one of several slots', taken)
  await ejectMedia(bmc, media)
  await readBack(bmc, media, { sent: 'eject', waitingFor: 'not Inserted', isTaken: false })
  return { ejected: [slotOf(media)] }
}

function isFree({ data }: MediaResource): boolean {
  return !isTaken(data)
}

/** A slot by its Id, or by the last part of its path. */
function namedSlot(all: readonly MediaResource[], slot: string): MediaResource {
  const found = all.find(({ data, path }) => data.Id === slot || path.endsWith(`/${slot}`))
  if (!found) throw refusal(`slot ${slot} for virtual media`, all)
  return found
}

/** What images are, by the end of their names, in the order in which they are tried. */
const FITTING = [
  { ending: /\.iso$/i, types: ['CD', 'DVD'] },
  { ending: /\.(img|ima|raw|bin)$/i, types: ['USBStick', 'Floppy'] },
]

/** A free slot that fits an image by its name; any free one for a name that says nothing. */
function freeSlot(all: readonly MediaResource[], image: string): MediaResource {
  const free = all.filter(isFree)
  const { types } = FITTING.find(({ ending }) => ending.test(image.replace(/[?#].*$/, ''))) ?? {}
  const fits = ({ data }: MediaResource) =>
    !types || data.MediaTypes.length === 0 || data.MediaTypes.some((type) => types.includes(type))
  const found = free.find(fits)
  if (!found) throw refusal('inserting an image without naming a slot, as no free one fits it,', free)
  return found
}

function refusal(what: string, offered: readonly MediaResource[]): HwctlError {
  const slots = offered.map(({ data }) => data.Id)
  return new HwctlError({ kind: 'unsupported', what: `${what} over redfish`, offered: slots })
}

/** What counts is what the service says afterwards; it may need a moment for it. */
function readBack(
  bmc: RedfishClient,
  { path }: MediaResource,
  wanted: { readonly sent: string; readonly waitingFor: string; readonly isTaken: boolean },
): Promise<MediaSlot> {
  const { sent, waitingFor } = wanted
  const look = async () => {
    const now = await getOneMedia(bmc, path)
    if (isTaken(now.data) === wanted.isTaken) return { done: true, value: slotOf(now) } as const
    return { done: false, seen: isTaken(now.data) ? 'Inserted' : 'not Inserted' } as const
  }
  return until(look, { sent, waitingFor, pace: PACE, signal: bmc.signal })
}
