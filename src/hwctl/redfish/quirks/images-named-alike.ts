import type { Quirk } from './quirk.ts'

/** Every firmware image has the same Name, which says nothing of what it is for. */
export const imagesNamedAlike = {
  name: 'images-named-alike',
  machine: 'OpenBMC (bmcweb)',
  source: 'recorded OpenBMC 2.15: FirmwareInventory/5d0869c4, Name Software Inventory',
  signs: [{ at: 'manager', property: ['Model'], is: /^OpenBmc$/i }],
  names: /^(software|firmware) inventory$/i,
} as const satisfies Quirk & Record<string, unknown>
