import type { Quirk } from './quirk.ts'

/** A reset that would change nothing is refused: iDRAC answers 409 to `On` of what is on (PSU501), iLO 400. */
export const refusesWhatIsSo = {
  name: 'refuses-what-is-so',
  machine: 'Dell iDRAC 8 and 9, HPE iLO 4 and 5',
  source:
    'no recorded tree has an answer to a write; dell/dellemc-openmanage-ansible-modules issue 132 (409, IDRAC.1.6.PSU501), goldyfruit/ansible-ilo issue 1 (400, InvalidOperationForSystemState)',
  signs: [{ at: 'root', property: ['Vendor'], is: /^(Dell|HPE?)$/ }],
  statuses: [409, 400],
} as const satisfies Quirk & Record<string, unknown>
