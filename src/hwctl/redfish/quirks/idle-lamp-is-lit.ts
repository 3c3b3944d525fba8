import type { ServiceRoot } from '../client/service-root.ts'
import type { Quirk } from './quirk.ts'

/** IndicatorLED is Lit when nobody looks for the machine, and Blinking when somebody does: it does not say what the beacon was asked for. */
export const idleLampIsLit = {
  name: 'idle lamp is lit',
  machine: 'Dell iDRAC 9',
  source: 'recorded PowerEdge R750, iDRAC 7.10.30.00: IndicatorLED Lit with LocationIndicatorActive false',
} as const satisfies Quirk

/** Whether a service has this quirk: it names its vendor in its root. */
export function hasLitIdleLamp({ Vendor }: ServiceRoot): boolean {
  return Vendor === 'Dell'
}
