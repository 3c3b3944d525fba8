import type { Quirk } from './quirk.ts'

/** Accounts are slots that are always there: one that is nobody's has an empty UserName; it is filled, and emptied again, by PATCH. */
export const accountSlots = {
  name: 'account-slots',
  machine: 'Dell iDRAC 9',
  source:
    'recorded PowerEdge R750, iDRAC 7.10.30.00: sixteen Accounts, fourteen of which have an empty UserName',
  signs: [{ at: 'accounts', property: ['UserName'], is: /^$/ }],
  /** Ids of slots that cannot be had: IPMI's anonymous user. */
  reserved: ['1'],
} as const satisfies Quirk & { readonly reserved: readonly string[] }
