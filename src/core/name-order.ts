import { remembered } from './remembered.ts'

/** Things of a machine by their names: fan2 before fan10, and as xCAT sorts its lines, with blanks for underscores, whatever the case. */
export function inNameOrder<T>(things: readonly T[], nameOf: (thing: T) => string): readonly T[] {
  const keyed = things.map((thing) => ({ thing, key: nameKey(nameOf(thing)) }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return keyed.map(({ thing }) => thing)
}

const nameKey = remembered((name) =>
  name
    .replaceAll('_', ' ')
    .toLowerCase()
    .replaceAll(/\d+/g, (digits) => digits.padStart(12, '0')),
)
