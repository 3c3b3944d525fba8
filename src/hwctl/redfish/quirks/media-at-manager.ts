import type { Quirk } from './quirk.ts'

/** VirtualMedia belong to the manager alone, as in Redfish before 2020.3. */
export const mediaAtManager = {
  name: 'media-at-manager',
  machine: 'Supermicro X10',
  source: 'recorded Supermicro X10, Redfish 1.0.1: VirtualMedia of the manager, and none of the system',
  signs: [
    { at: 'manager', property: ['VirtualMedia'], is: 'there' },
    { at: 'system', property: ['VirtualMedia'], is: 'absent' },
  ],
} as const satisfies Quirk
