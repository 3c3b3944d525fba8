import { inNaturalOrder } from '../../../src/nodes/natural-order.ts'
import type { NodeDirectory } from '../../../src/nodes/noderange/directory.ts'

/** A directory of nodes without a store. */
export function inMemoryDirectory(
  names: readonly string[],
  groups: Readonly<Record<string, readonly string[]>> = {},
  attributes: Readonly<Record<string, Readonly<Record<string, string>>>> = {},
): NodeDirectory {
  const known = new Set(names)
  const ordered = inNaturalOrder(names)
  const groupsOf = (node: string) => Object.keys(groups).filter((group) => groups[group]?.includes(node))
  return {
    hasNode: (name) => known.has(name),
    names: () => ordered,
    members: (group) => (Object.hasOwn(groups, group) ? groups[group] : undefined),
    attribute: (name) => {
      if (name === 'groups') return groupsOf
      if (name === 'node') return (node) => [node]
      const values = attributes[name]
      return values && ((node) => (values[node] === undefined ? [] : [values[node]]))
    },
  }
}
