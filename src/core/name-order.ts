import { remembered } from './remembered.ts'

/** Things of a machine by their names: fan2 before fan10, and as xCAT sorts its lines, with blanks for underscores, whatever the case. */
export function inNameOrder<T>(things: readonly T[], nameOf: (thing: T) => string): readonly T[] {
  const keyed = things.map((thing) => ({ thing, key: nameKey(nameOf(thing)) }))
  return keyed.sort(byKey).map(({ thing }) => thing)
}

/** The order of things that know the keys of their names. */
export function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
}

/** What stands for a name in that order. */
export const nameKey = remembered((name) =>
  name
    .replaceAll('_', ' ')
    .toLowerCase()
    .replaceAll(/\d+/g, (digits) => digits.padStart(12, '0')),
)
