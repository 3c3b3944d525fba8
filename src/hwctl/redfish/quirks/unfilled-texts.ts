import type { Quirk } from './quirk.ts'

/** What a maker's tool leaves in a field that nobody filled in: as good as nothing. */
export const unfilledTexts = {
  name: 'unfilled-texts',
  machine: 'Supermicro X10',
  source: 'recorded Supermicro X10, Redfish 1.0.1: SKU of the system',
  signs: [{ at: 'system', property: ['*'], is: /^to be filled by o\.e\.m\.$/i }],
  texts: ['to be filled by o.e.m.'],
} as const satisfies Quirk & Record<string, unknown>

/** Whether a text says no more than that nobody filled it in. */
export function isUnfilled(text: string): boolean {
  return unfilledTexts.texts.some((one) => one === text.toLowerCase())
}
