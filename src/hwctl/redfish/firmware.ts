import type { FirmwareImage, ImageStanding } from '../managers/inventory.ts'
import { type JsonObject, linkAt, linksAt, objectAt, textAt } from './client/property.ts'
import type { RedfishClient, Resource } from './client/resource.ts'
import { getServiceRoot } from './client/service-root.ts'
import { lastSegment } from './client/system.ts'
import type { PartSource } from './part-source.ts'
import { imagesNamedAlike } from './quirks/images-named-alike.ts'
import { standingById } from './quirks/standing-in-id.ts'

/** Whose firmware it is. */
export interface Owners {
  readonly system: Resource<JsonObject>
  readonly manager: Resource<JsonObject> | undefined
}

/**
 * The images of UpdateService's FirmwareInventory; what runs as the BMC's and the host's firmware by their own word, where no
 * image of the list is that. Undefined where the BMC tells nothing of any.
 */
export async function firmwareOf(
  bmc: RedfishClient,
  source: PartSource,
  owners: Owners,
): Promise<readonly FirmwareImage[] | undefined> {
  const { UpdateService } = await getServiceRoot(bmc, 'list_firmware')
  const service = await source.one(UpdateService)
  const inventory = await source.members(service && linkAt(service.data, 'FirmwareInventory'))
  const active = [owners.system, owners.manager].flatMap((owner) => activeImage(owner) ?? [])
  const purposes = purposesOf(inventory, owners, active)
  const images = inventory.map((one) => imageOf(one, purposes.get(one.path) ?? '', active))
  const told = withStandings(byVersion(images, owners))
  const all = [...told, ...byOwners(owners, told)]
  return service === undefined && all.length === 0 ? undefined : all.sort(byPurpose)
}

function byPurpose(a: FirmwareImage, b: FirmwareImage): number {
  return compare(a.purpose, b.purpose) || compare(a.id, b.id)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function activeImage(owner: Resource<JsonObject> | undefined): string | undefined {
  return owner && linkAt(objectAt(owner.data, 'Links'), 'ActiveSoftwareImage')
}

/** `BMC` for the manager's, `Host` for the system's, as over OpenBMC's REST; for others what the service calls them. Images with one name have one purpose. */
function purposesOf(
  inventory: readonly Resource<JsonObject>[],
  { system, manager }: Owners,
  active: readonly string[],
): ReadonlyMap<string, string> {
  const own = inventory.map(({ path, data }) => {
    const related = linksAt(data, 'RelatedItem')
    const name = textAt(data, 'Name') ?? ''
    const isOf = (owner: Resource<unknown> | undefined, parts: readonly string[]) =>
      owner !== undefined && parts.some((part) => related.includes(owner.path + part))
    const isActiveOf = (owner: Resource<JsonObject> | undefined) =>
      active.includes(path) && activeImage(owner) === path
    if (isOf(manager, ['']) || isActiveOf(manager)) return { path, name, purpose: 'BMC' }
    if (isOf(system, ['', '/Bios']) || isActiveOf(system) || /\bBIOS\b/i.test(name))
      return { path, name, purpose: 'Host' }
    return { path, name, purpose: undefined }
  })
  const byName = new Map(own.flatMap(({ name, purpose }) => (purpose ? [[name, purpose] as const] : [])))
  return new Map(
    own.map(({ path, name, purpose }) => [
      path,
      purpose ?? byName.get(name) ?? (isTelling(name) ? name.replace(/ firmware$/i, '') : lastSegment(path)),
    ]),
  )
}

function isTelling(name: string): boolean {
  return name !== '' && !imagesNamedAlike.names.test(name)
}

/** Status.State in the words of OpenBMC's REST. */
const ACTIVATIONS = new Map([
  ['Enabled', 'Active'],
  ['StandbySpare', 'Ready'],
  ['Updating', 'Activating'],
])

function imageOf(
  { path, data }: Resource<JsonObject>,
  purpose: string,
  active: readonly string[],
): FirmwareImage {
  const id = textAt(data, 'Id') ?? lastSegment(path)
  const state = textAt(objectAt(data, 'Status'), 'State') ?? ''
  const standing: ImageStanding = active.includes(path) ? 'running' : (standingById(id) ?? 'unknown')
  const additional = objectAt(data, 'AdditionalVersions')
  const parts = Object.keys(additional).flatMap((name) => {
    const version = textAt(additional, name)
    return version === undefined ? [] : [`${name} ${version}`]
  })
  const version = textAt(data, 'Version') ?? ''
  const activation = (standing === 'inactive' ? undefined : ACTIVATIONS.get(state)) ?? state
  return { id, version, purpose, activation, standing, parts: parts.sort() }
}

/** Of a purpose's images none of which is known to run, the only one does; beside one that does, the others do not. */
function withStandings(images: readonly FirmwareImage[]): readonly FirmwareImage[] {
  const byPurpose = Map.groupBy(images, ({ purpose }) => purpose)
  return images.map((image) => {
    if (image.standing !== 'unknown') return image
    const same = byPurpose.get(image.purpose) ?? []
    if (same.some(({ standing }) => standing === 'running')) return { ...image, standing: 'inactive' }
    return same.length === 1 && image.activation === 'Active' ? { ...image, standing: 'running' } : image
  })
}

/** Of several images of the BMC or of the host none of which is known to run, the one does whose version their owner says. */
function byVersion(images: readonly FirmwareImage[], owners: Owners): readonly FirmwareImage[] {
  const versions = new Map<string, string | undefined>(versionsOf(owners))
  return images.map((image) => {
    const same = images.filter(({ purpose }) => purpose === image.purpose)
    const isOpen = same.every(({ standing }) => standing !== 'running')
    const isNamed = same.filter(({ version }) => version === versions.get(image.purpose)).length === 1
    if (!isOpen || !isNamed || image.version !== versions.get(image.purpose)) return image
    return { ...image, standing: 'running' }
  })
}

/** Manager.FirmwareVersion and ComputerSystem.BiosVersion: what runs. */
function versionsOf({ system, manager }: Owners) {
  return [
    ['BMC', manager && textAt(manager.data, 'FirmwareVersion')],
    ['Host', textAt(system.data, 'BiosVersion')],
  ] as const
}

/** What runs by the word of its owner, where the list has no image for it. */
function byOwners(owners: Owners, told: readonly FirmwareImage[]): readonly FirmwareImage[] {
  return versionsOf(owners).flatMap(([purpose, version]) => {
    if (version === undefined || told.some((image) => image.purpose === purpose)) return []
    return [{ id: purpose, version, purpose, activation: 'Active', standing: 'running' as const, parts: [] }]
  })
}
