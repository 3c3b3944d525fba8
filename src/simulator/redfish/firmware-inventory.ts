import type { JsonObject } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { fixedCollection, link, type ResourceTree } from './resource.ts'

const SERVICE = '/redfish/v1/UpdateService'
const INVENTORY = `${SERVICE}/FirmwareInventory`

/** One image in the list of a family. */
export interface ListedImage {
  readonly id: string
  readonly name: string
  readonly version: string
  readonly description?: string
  /** Whose it is, as far as the service says. */
  readonly relatedTo?: 'manager' | 'system'
  /** What the manager names as the image that it runs. */
  readonly isActive?: true
}

/** The list of firmware images; a service of Redfish 1.0 has none. */
export function firmwareInventory(traits: FamilyTraits): ResourceTree {
  if (traits.images.length === 0) return {}
  const images = traits.images.map(
    (image) => [`${INVENTORY}/${image.id}`, { show: () => shown(image, traits) }] as const,
  )
  return {
    [SERVICE]: {
      show: () => ({
        ...link(SERVICE),
        '@odata.type': '#UpdateService.v1_11_1.UpdateService',
        FirmwareInventory: link(INVENTORY),
        Id: 'UpdateService',
        Name: 'Update Service',
        ServiceEnabled: true,
      }),
    },
    [INVENTORY]: fixedCollection(
      INVENTORY,
      'SoftwareInventory',
      'Firmware Inventory Collection',
      images.map(([path]) => path),
    ),
    ...Object.fromEntries(images),
  }
}

function shown({ id, name, version, description, relatedTo }: ListedImage, traits: FamilyTraits): JsonObject {
  const related = relatedTo === 'manager' ? `Managers/${traits.manager}` : `Systems/${traits.system}`
  return {
    ...link(`${INVENTORY}/${id}`),
    '@odata.type': '#SoftwareInventory.v1_1_0.SoftwareInventory',
    ...(description !== undefined && { Description: description }),
    Id: id,
    Name: name,
    ...(relatedTo && { RelatedItem: [link(`/redfish/v1/${related}`)] }),
    Status: { Health: 'OK', State: 'Enabled' },
    Updateable: true,
    Version: version,
  }
}

/** What a manager says of the image that it runs. */
export function activeImageLink({ images }: FamilyTraits): JsonObject {
  const active = images.find(({ isActive }) => isActive)
  return active ? { ActiveSoftwareImage: link(`${INVENTORY}/${active.id}`) } : {}
}
