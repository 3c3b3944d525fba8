import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import { members } from './collection.ts'
import { actionTarget, allowableOf, invoke } from './invoke.ts'
import { getManagerObject } from './manager.ts'
import { type JsonObject, linkAt } from './property.ts'
import { orUndefined, patch, type RedfishClient, type Resource, readObject, shaped } from './resource.ts'
import { getSystemObject, lastSegment } from './system.ts'

const virtualMedia = z.object({
  Id: z.string().nullish(),
  Image: z.string().nullish(),
  Inserted: z.boolean().nullish(),
  WriteProtected: z.boolean().nullish(),
  MediaTypes: z
    .array(z.string())
    .nullish()
    .transform((types) => types ?? []),
})

/** What is used of VirtualMedia (DSP2046), and the whole resource, for its actions. */
export interface MediaResource extends Resource<z.infer<typeof virtualMedia> & { readonly Id: string }> {
  readonly whole: JsonObject
}

/**
 * GET of the virtual media of the system, where they are since 2020, or of its manager, with each of them.
 * @throws HwctlError `unsupported` where there are none
 */
export async function getMedia(bmc: RedfishClient): Promise<readonly MediaResource[]> {
  const system = await getSystemObject(bmc, OPERATION)
  const own = linkAt(system.data, 'VirtualMedia')
  const manager = own ? undefined : await orUndefined(getManagerObject(bmc, OPERATION, system))
  const path = own ?? (manager && linkAt(manager.data, 'VirtualMedia'))
  const found = path && (await orUndefined(members(bmc, path, { operation: OPERATION })))
  if (!found || found.length === 0)
    throw new HwctlError({ kind: 'unsupported', what: 'virtual media over redfish' })
  return found.map((one) => mediaOf(bmc, one))
}

/** GET of one of them. */
export async function getOneMedia(bmc: RedfishClient, path: string): Promise<MediaResource> {
  return mediaOf(bmc, await readObject(bmc, OPERATION, path))
}

function mediaOf(bmc: RedfishClient, resource: Resource<JsonObject>): MediaResource {
  const { data, ...rest } = shaped(bmc, resource, virtualMedia)
  return { ...rest, data: { ...data, Id: data.Id ?? lastSegment(resource.path) }, whole: resource.data }
}

/** Values of TransferProtocolType (DSP2046) by the scheme of a URI. */
const PROTOCOLS: Readonly<Record<string, string>> = { smb: 'CIFS' }

/**
 * POST #VirtualMedia.InsertMedia, or PATCH where that is not offered. What is the standard's default is not named to an action,
 * as services of before 2019 know no more than the image.
 * @returns what the service said about it
 */
export async function insertMedia(
  bmc: RedfishClient,
  media: MediaResource,
  { image, writeProtected }: { readonly image: string; readonly writeProtected: boolean | undefined },
): Promise<string | undefined> {
  const target = actionTarget(media.whole, INSERT)
  if (target === undefined)
    return patch(bmc, 'insert_media', media, {
      Image: image,
      ...(media.data.Inserted !== undefined && { Inserted: true }),
      ...(media.data.WriteProtected !== undefined && { WriteProtected: writeProtected ?? true }),
    })
  const type = transferProtocol(media, image)
  const body = {
    Image: image,
    ...(writeProtected !== undefined && { WriteProtected: writeProtected }),
    ...(type !== undefined && { TransferProtocolType: type }),
  }
  await invoke(bmc, { operation: 'insert_media', target, body })
  return undefined
}

/** Named where the service says which ones it knows. @throws HwctlError `unsupported` */
function transferProtocol({ whole }: MediaResource, image: string): string | undefined {
  const offered = allowableOf(whole, INSERT, 'TransferProtocolType')
  const scheme = /^([a-z0-9+.-]+):\/\//i.exec(image)?.[1]?.toLowerCase()
  if (!offered || scheme === undefined) return undefined
  const type = PROTOCOLS[scheme] ?? scheme.toUpperCase()
  if (offered.includes(type)) return type
  throw new HwctlError({ kind: 'unsupported', what: `images over ${scheme}, over redfish`, offered })
}

/** POST #VirtualMedia.EjectMedia, or PATCH where that is not offered. @returns what the service said about it */
export async function ejectMedia(bmc: RedfishClient, media: MediaResource): Promise<string | undefined> {
  const target = actionTarget(media.whole, '#VirtualMedia.EjectMedia')
  if (target === undefined)
    return patch(bmc, 'eject_media', media, {
      Image: null,
      ...(media.data.Inserted !== undefined && { Inserted: false }),
    })
  await invoke(bmc, { operation: 'eject_media', target, body: {} })
  return undefined
}

const INSERT = '#VirtualMedia.InsertMedia'
const OPERATION = 'list_media'
