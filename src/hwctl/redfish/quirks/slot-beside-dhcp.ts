import type { Quirk } from './quirk.ts'

/** IPv4StaticAddresses shows the address that is in force, be it from DHCP: an entry there need not be a static address. */
export const slotBesideDhcp = {
  name: 'slot-beside-dhcp',
  machine: 'Dell iDRAC 9',
  source: 'recorded PowerEdge R750, iDRAC 7.10.30.00: IPv4StaticAddresses of NIC.1 with AddressOrigin DHCP',
  signs: [{ at: 'interfaces', property: ['IPv4StaticAddresses', 'AddressOrigin'], is: /^(DHCP|BOOTP)$/ }],
} as const satisfies Quirk
