import type { Quirk } from './quirk.ts'

/** There is no BootSourceOverrideMode: a boot mode cannot be asked for, and none is shown. */
export const noBootMode = {
  name: 'no-boot-mode',
  machine: 'Supermicro X10, and others before ComputerSystem 1.1',
  source: 'recorded Supermicro X10, Redfish 1.0.1: Boot of the system',
  signs: [{ at: 'system', property: ['Boot', 'BootSourceOverrideMode'], is: 'absent' }],
} as const satisfies Quirk
