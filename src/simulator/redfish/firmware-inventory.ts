import type { SimulatedBmc } from '../bmc.ts'
import type { StoredImage } from '../firmware.ts'
import type { JsonObject } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import type { ListedImage } from './firmware-traits.ts'
import { collection, link, type ResourceTree } from './resource.ts'

/** Where the images are listed. */
export const INVENTORY = '/redfish/v1/UpdateService/FirmwareInventory'

/** The list of firmware images; a service of Redfish 1.0 has none. */
export function firmwareInventory(traits: FamilyTraits): ResourceTree {
  if (!traits.firmware.listed) return {}
  return {
    [INVENTORY]: {
      show: ({ bmc }) =>
        collection(
          INVENTORY,
          'SoftwareInventory',
          'Firmware Inventory Collection',
          listed(bmc, traits).map(([{ id }]) => `${INVENTORY}/${id}`),
        ),
    },
    [`${INVENTORY}/*`]: {
      show({ bmc, id }) {
        const found = listed(bmc, traits).find(([one]) => one.id === id)
        return found && shown(found[0], found[1], traits)
      },
    },
  }
}

function listed(
  { firmware }: SimulatedBmc,
  traits: FamilyTraits,
): readonly (readonly [ListedImage, StoredImage])[] {
  return [...firmware.images.values()].flatMap((image) =>
    (traits.firmware.listed?.(image, firmware.functional.has(image.id)) ?? []).map(
      (one) => [one, image] as const,
    ),
  )
}

function shown(
  { id, name, description, relatedTo }: ListedImage,
  { version, activation }: StoredImage,
  traits: FamilyTraits,
): JsonObject {
  const related = relatedTo === 'manager' ? `Managers/${traits.manager}` : `Systems/${traits.system}`
  return {
    ...link(`${INVENTORY}/${id}`),
    '@odata.type': '#SoftwareInventory.v1_1_0.SoftwareInventory',
    ...(description !== undefined && { Description: description }),
    Id: id,
    Name: name,
    ...(relatedTo && { RelatedItem: [link(`/redfish/v1/${related}`)] }),
    Status: statusOf(activation),
    Updateable: true,
    Version: version,
  }
}

/** bmcweb's words for how far an image is: what failed is disabled, and not well. */
function statusOf(activation: StoredImage['activation']): JsonObject {
  if (activation === 'Active') return { Health: 'OK', State: 'Enabled' }
  if (activation === 'Activating') return { Health: 'OK', State: 'Updating' }
  return { Health: activation === 'Ready' ? 'OK' : 'Warning', State: 'Disabled' }
}

/** What a manager says of the image that it runs. */
export function activeImageLink(bmc: SimulatedBmc, traits: FamilyTraits): JsonObject {
  const { functional } = bmc.firmware
  const active = listed(bmc, traits).find(([, image]) => image.purpose === 'BMC' && functional.has(image.id))
  return active ? { ActiveSoftwareImage: link(`${INVENTORY}/${active[0].id}`) } : {}
}
