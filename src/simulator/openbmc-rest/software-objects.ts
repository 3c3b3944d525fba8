import type { StoredImage } from '../firmware.ts'
import { type DbusObject, enumeration, type LivingObjects } from './dbus-object.ts'

/** Where the images are. */
export const SOFTWARE = '/xyz/openbmc_project/software'
const WORDS = 'xyz.openbmc_project.Software'

/** Below /software: the images of the BMC and of its host, and which of them run. */
export const softwareObjects: LivingObjects = ({ firmware }) => {
  const images = [...firmware.images.values()]
  return {
    ...Object.fromEntries(images.map((image) => [`${SOFTWARE}/${image.id}`, imageObject(image)])),
    [`${SOFTWARE}/active`]: endpoints(
      images.filter(({ activation }) => activation === 'Active').map(({ id }) => id),
    ),
    [`${SOFTWARE}/functional`]: endpoints([...firmware.functional]),
  }
}

function imageObject(image: StoredImage): DbusObject {
  return {
    properties: () => ({
      Activation: `${WORDS}.Activation.Activations.${image.activation}`,
      ...(image.extendedVersion && { ExtendedVersion: image.extendedVersion }),
      Path: `/tmp/images/${image.id}`,
      Priority: image.priority,
      ...(image.progress !== undefined && { Progress: image.progress }),
      Purpose: `${WORDS}.Version.VersionPurpose.${image.purpose}`,
      RequestedActivation: `${WORDS}.Activation.RequestedActivations.${image.requested ? 'Active' : 'None'}`,
      Version: image.version,
    }),
    writers: {
      RequestedActivation: enumeration(
        `${WORDS}.Activation.RequestedActivations`,
        ['None', 'Active'],
        ({ firmware }, word) => {
          if (word === 'Active') firmware.activate(image)
        },
      ),
      Priority: {
        accepts: (value) => value === false || (Number.isInteger(value) && Number(value) >= 0),
        write: ({ firmware }, value) => firmware.prefer(image, Number(value)),
      },
    },
    methods: { Delete: ({ firmware }) => firmware.remove(image) },
  }
}

function endpoints(ids: readonly string[]): DbusObject {
  return { properties: () => ({ endpoints: ids.map((id) => `${SOFTWARE}/${id}`) }) }
}
