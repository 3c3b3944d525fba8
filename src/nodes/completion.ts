import { inNaturalOrder } from './natural-order.ts'
import { EVERY_NODE } from './node-name.ts'
import type { NodeStore } from './node-store.ts'

/** Groups and nodes whose name begins with a text, groups first, at most `limit`: what a shell offers for the last atom of a noderange. */
export function completeNames(store: NodeStore, prefix: string, limit = 200): readonly string[] {
  const groups = [EVERY_NODE, ...store.dynamicGroups.all().keys(), ...store.nodes.groupNames()]
  const matching = inNaturalOrder(new Set(groups.filter((name) => name.startsWith(prefix)))).slice(0, limit)
  return [...matching, ...store.nodes.namesFrom(prefix, limit - matching.length)]
}

/** A noderange under the cursor, taken apart: what stays as it is, and the atom to complete. */
export function lastAtom(noderange: string): { readonly before: string; readonly atom: string } {
  const at = Math.max(...[',', '@', '('].map((sign) => noderange.lastIndexOf(sign))) + 1
  const isExcluded = noderange[at] === '-'
  const start = isExcluded ? at + 1 : at
  return { before: noderange.slice(0, start), atom: noderange.slice(start) }
}

/** What the noderange under the cursor may become: each candidate is the whole word, with the last atom completed. */
export function completeNoderange(store: NodeStore, noderange: string, limit = 200): readonly string[] {
  const { before, atom } = lastAtom(noderange)
  return completeNames(store, atom, limit).map((name) => before + name)
}
