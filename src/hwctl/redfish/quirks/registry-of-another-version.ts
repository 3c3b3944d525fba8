import type { Quirk } from './quirk.ts'

/** Bios names an attribute registry of a version that is not among the Registries: what is before the version counts. */
export const registryOfAnotherVersion = {
  name: 'registry-of-another-version',
  machine: 'Dell iDRAC 9',
  source:
    'recorded PowerEdge R750, iDRAC 7.10.30.00: AttributeRegistry BiosAttributeRegistry.v1_0_3, listed BiosAttributeRegistry.v1_0_0',
  signs: [
    { at: 'root', property: ['Vendor'], is: /^Dell$/ },
    { at: 'bios', property: ['AttributeRegistry'], is: /^BiosAttributeRegistry\.v/ },
  ],
  version: /\.?v?\d+([._]\d+)*(\.json)?$/,
} as const satisfies Quirk & Record<string, unknown>
