import { z } from 'zod'
import { anyObject, get, lastPart, malformed, type OpenBmcClient, post, put, ROOT } from './request.ts'

/** One software image that a BMC keeps: its own, the host's, or another part's. */
export interface SoftwareImage {
  /** The last part of its path, mostly eight hexadecimal digits. */
  readonly id: string
  /** Empty where the BMC does not say (host images of 2017 have an extended version only). */
  readonly version: string
  /** The last part of xyz.openbmc_project.Software.Version.VersionPurpose: `BMC`, `Host`, `System`, …; `Unknown` where there is none. */
  readonly purpose: string
  /** The last part of …Software.Activation.Activations: `Ready`, `Activating`, `Active`, `Failed`, …; empty where there is none. */
  readonly activation: string
  /** The last part of …Software.Activation.RequestedActivations: `None`, `Active`. */
  readonly requestedActivation?: string
  /** 0 is started next. */
  readonly priority?: number
  /** Per cent of an activation that is under way. */
  readonly progress?: number
  /** Names and versions of its parts, with commas between them. */
  readonly extendedVersion?: string
  /** Where the BMC keeps it. */
  readonly path?: string
  /** Whether it runs now; undefined on images of 2017, where the BMC cannot tell. */
  readonly functional: boolean | undefined
}

type Properties = Readonly<Record<string, unknown>>

const numberLike = z.union([z.number(), z.boolean(), z.string().regex(/^\s*\d+\s*$/)]).transform(Number)
const pathList = z.array(z.unknown()).transform((paths) => paths.filter((path) => typeof path === 'string'))
const associations = z.array(z.tuple([z.string(), z.string(), z.string()]))

/** GET /software/enumerate; associations and other objects between the images are left out. */
export async function listSoftware(bmc: OpenBmcClient): Promise<readonly SoftwareImage[]> {
  const parsed = anyObject.safeParse(await get(bmc, 'list_firmware', '/software/enumerate'))
  if (!parsed.success) throw malformed(bmc.session.rest, `${ROOT}/software/enumerate`, 'not a map of objects')
  const objects = new Map(
    Object.entries(parsed.data).map(([path, properties]) => [path, propertiesOf(properties)]),
  )
  const functional = functionalIds(objects)
  return [...objects].flatMap(([path, properties]) => imageOf(idOf(path), properties, functional))
}

/** Ids of what runs: the endpoints of /software/functional (images since 2018), or the associations of /software itself. */
function functionalIds(objects: ReadonlyMap<string, Properties>): ReadonlySet<string> | undefined {
  const listed = objects.get(`${ROOT}/software/functional`)?.endpoints
  const endpoints = listed === undefined ? undefined : pathList.safeParse(listed)
  if (endpoints?.success) return new Set(endpoints.data.map(idOf))
  const own = objects.get(`${ROOT}/software`)
  const written = own?.Associations ?? own?.associations
  const associated = written === undefined ? undefined : associations.safeParse(written).data
  const running = associated?.filter(([forward]) => forward === 'functional')
  return running && running.length > 0 ? new Set(running.map(([, , path]) => idOf(path))) : undefined
}

/** What is not there is not put to a schema: making its error takes longer than all the rest. */
function numberOf(value: unknown): number | undefined {
  return value === undefined ? undefined : numberLike.safeParse(value).data
}

function imageOf(
  id: string,
  properties: Properties,
  functional: ReadonlySet<string> | undefined,
): SoftwareImage[] {
  const purpose = lastPart(properties.Purpose)
  const version = textOf(properties.Version)
  if (purpose === undefined && version === undefined) return []
  const requestedActivation = lastPart(properties.RequestedActivation)
  const priority = numberOf(properties.Priority)
  const progress = numberOf(properties.Progress)
  const extendedVersion = textOf(properties.ExtendedVersion)
  const path = textOf(properties.Path)
  const image = {
    id,
    version: version ?? '',
    purpose: purpose ?? 'Unknown',
    activation: lastPart(properties.Activation) ?? '',
    ...(requestedActivation && { requestedActivation }),
    ...(priority !== undefined && { priority }),
    ...(progress !== undefined && { progress }),
    ...(extendedVersion && { extendedVersion }),
    ...(path && { path }),
    functional: functional?.has(id),
  }
  return [image]
}

function idOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim() : undefined
}

function propertiesOf(value: unknown): Properties {
  return anyObject.safeParse(value).data ?? {}
}

/** PUT /software/ID/attr/RequestedActivation: has an image written so that it can run. */
export function requestActivation(bmc: OpenBmcClient, id: string): Promise<void> {
  const value = 'xyz.openbmc_project.Software.Activation.RequestedActivations.Active'
  return put(bmc, 'activate_firmware', `/software/${encodeURIComponent(id)}/attr/RequestedActivation`, value)
}

/** PUT /software/ID/attr/Priority: 0 is started next. */
export function setPriority(bmc: OpenBmcClient, id: string, priority: number): Promise<void> {
  return put(bmc, 'set_firmware_priority', `/software/${encodeURIComponent(id)}/attr/Priority`, priority)
}

/** POST /software/ID/action/Delete */
export async function deleteSoftware(bmc: OpenBmcClient, id: string): Promise<void> {
  await post(bmc, 'delete_firmware', `/software/${encodeURIComponent(id)}/action/Delete`, [])
}
