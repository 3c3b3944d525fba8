import type { Quirk } from './quirk.ts'

/** A chassis has Power and no PowerSubsystem, as in Redfish before 2020.4. */
export const powerInOldForm = {
  name: 'power-in-old-form',
  machine: 'Supermicro X10; stock OpenBMC until 2022',
  source: 'recorded Supermicro X10, Redfish 1.0.1, and recorded OpenBMC 2.15: Chassis',
  signs: [
    { at: 'chassis', property: ['Power'], is: 'there' },
    { at: 'chassis', property: ['PowerSubsystem'], is: 'absent' },
  ],
} as const satisfies Quirk
