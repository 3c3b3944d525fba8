import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { problem } from './problem.ts'
import { fixedCollection, link, type ResourceTree, type Visit } from './resource.ts'

/** Where the drives are: of the system, and of the manager where the family has them there, even without any. */
export function virtualMedia(traits: FamilyTraits): ResourceTree {
  const { media } = traits
  if (!media) return {}
  return {
    [media.path]: fixedCollection(
      media.path,
      'VirtualMedia',
      'VirtualMedia Collection',
      media.slots.map((slot) => `${media.path}/${slot}`),
    ),
    ...Object.assign({}, ...media.slots.map((slot) => slotTree(`${media.path}/${slot}`, slot))),
  }
}

/** The link to the drives, where they are right below this resource. */
export function mediaLink({ media }: FamilyTraits, owner: string): JsonObject {
  return media?.path.startsWith(`${owner}/`) ? { VirtualMedia: link(media.path) } : {}
}

function slotTree(path: string, slot: string): ResourceTree {
  return {
    [path]: { show: (visit) => showSlot(visit, path, slot) },
    [`${path}/Actions/VirtualMedia.InsertMedia`]: { create: (visit) => insert(visit, slot) },
    [`${path}/Actions/VirtualMedia.EjectMedia`]: { create: (visit) => eject(visit, slot) },
  }
}

function showSlot({ bmc }: Visit, path: string, slot: string): JsonObject {
  const inside = bmc.virtualMedia.inside(slot)
  return {
    ...link(path),
    '@odata.type': '#VirtualMedia.v1_6_1.VirtualMedia',
    Actions: {
      '#VirtualMedia.EjectMedia': { target: `${path}/Actions/VirtualMedia.EjectMedia` },
      '#VirtualMedia.InsertMedia': { target: `${path}/Actions/VirtualMedia.InsertMedia` },
    },
    ConnectedVia: inside ? 'URI' : 'NotConnected',
    Id: slot,
    Image: inside?.image ?? null,
    ImageName: inside?.image.split('/').at(-1) ?? null,
    Inserted: inside !== undefined,
    MediaTypes: ['CD', 'DVD', 'USBStick'],
    Name: `VirtualMedia Instance ${slot}`,
    Password: null,
    TransferMethod: inside ? 'Stream' : null,
    TransferProtocolType: null,
    UserName: null,
    WriteProtected: inside?.writeProtected ?? null,
  }
}

function insert({ bmc, request, traits }: Visit, slot: string): BmcReply {
  const sent = asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const { Image, WriteProtected = true } = sent
  if (typeof Image !== 'string')
    return traits.error(400, problem('ActionParameterMissing', 'VirtualMedia.InsertMedia', 'Image'))
  if (bmc.virtualMedia.inside(slot)) return traits.error(500, problem('ResourceInUse'))
  bmc.virtualMedia.put(slot, { image: Image, writeProtected: WriteProtected === true })
  return traits.actionDone
}

function eject({ bmc, traits }: Visit, slot: string): BmcReply {
  return bmc.virtualMedia.eject(slot) ? traits.actionDone : traits.error(500, problem('ResourceInUse'))
}
