import type { Quirk } from './quirk.ts'

/** IndicatorLED is Lit when nobody looks for the machine, and Blinking when somebody does: it does not say what the beacon was asked for. */
export const idleLampIsLit = {
  name: 'idle-lamp-is-lit',
  machine: 'Dell iDRAC 9',
  source: 'recorded PowerEdge R750, iDRAC 7.10.30.00: IndicatorLED Lit with LocationIndicatorActive false',
  signs: [{ at: 'root', property: ['Vendor'], is: /^Dell$/ }],
} as const satisfies Quirk
