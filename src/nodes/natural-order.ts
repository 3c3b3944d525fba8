const NUMBER_RUNS = /\d+/g
const SIGNIFICANT = /^0*(?=\d)/

/** A text whose plain order is the natural order of names: node2 before node10, n1 before n01. */
export function naturalKey(name: string): string {
  const key = name.replace(NUMBER_RUNS, (run) => {
    const digits = run.replace(SIGNIFICANT, '')
    return `0${String.fromCharCode(0x30 + digits.length)}${digits}`
  })
  return `${key}\u0001${String.fromCharCode(0x100 + name.length)}${name}`
}

/** The names in natural order, as a fresh list. */
export function inNaturalOrder<Name extends string>(names: Iterable<Name>): Name[] {
  const keyed = Array.from(names, (name) => ({ name, key: naturalKey(name) }))
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return keyed.map(({ name }) => name)
}
