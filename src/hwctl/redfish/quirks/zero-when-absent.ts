import type { Quirk } from './quirk.ts'

/** What is absent has 0 for its reading and its limits, where the standard has null: its Status.State alone says that nothing is read. */
export const zeroWhenAbsent = {
  name: 'zero-when-absent',
  machine: 'Supermicro X10',
  source:
    'recorded Supermicro X10, Redfish 1.0.1: Temperatures of Thermal, State Absent with ReadingCelsius 0',
  signs: [
    { at: 'thermal', property: ['Status', 'State'], is: /^(Absent|Disabled|UnavailableOffline)$/ },
    { at: 'thermal', property: ['ReadingCelsius'], is: /^0$/ },
  ],
  /** Values of Status.State with which a number is none. */
  states: ['Absent', 'Disabled', 'UnavailableOffline'],
} as const satisfies Quirk & { readonly states: readonly string[] }
