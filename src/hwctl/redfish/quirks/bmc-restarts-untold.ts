import type { Quirk } from './quirk.ts'

/** The manager can be reset, and does not say with which types: the first one that is wanted is sent. */
export const bmcRestartsUntold = {
  name: 'bmc-restarts-untold',
  machine: 'Supermicro X10',
  source: 'recorded Supermicro X10, Redfish 1.0.1: #Manager.Reset with a target alone',
  signs: [
    { at: 'manager', property: ['Actions', '#Manager.Reset', 'target'], is: 'there' },
    {
      at: 'manager',
      property: ['Actions', '#Manager.Reset', 'ResetType@Redfish.AllowableValues'],
      is: 'absent',
    },
    { at: 'manager', property: ['Actions', '#Manager.Reset', '@Redfish.ActionInfo'], is: 'absent' },
  ],
} as const satisfies Quirk
