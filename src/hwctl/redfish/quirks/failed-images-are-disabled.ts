import type { Quirk } from './quirk.ts'

/** An image that waits for its activation and one that failed are both `Disabled`: the health tells which. */
export const failedImagesAreDisabled = {
  name: 'failed-images-are-disabled',
  machine: 'OpenBMC (bmcweb)',
  source:
    'no recorded tree has such an image; bmcweb redfish-core/include/utils/sw_utils.hpp, getRedfishSwState and getRedfishSwHealth',
  signs: [{ at: 'manager', property: ['Model'], is: /^OpenBmc$/i }],
  state: 'Disabled',
} as const satisfies Quirk & Record<string, unknown>
