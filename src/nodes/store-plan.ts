import type { Attributes } from './attribute.ts'
import type { NodeRecord } from './node-record.ts'
import type { NodeStore } from './node-store.ts'

/** One node before and after; without `before` it is new, without `after` it goes. */
export interface NodeChange {
  readonly before?: NodeRecord
  readonly after?: NodeRecord
}

/** The defaults of one scope before and after. */
export interface DefaultChange {
  readonly scope: string
  readonly before: Attributes
  readonly after: Attributes
}

/** The selections of a group given by attributes, before and after. */
export interface GroupChange {
  readonly name: string
  readonly before?: string
  readonly after?: string
}

/** Everything that is to change in a node store. */
export interface StorePlan {
  readonly nodes: readonly NodeChange[]
  readonly defaults: readonly DefaultChange[]
  readonly groups: readonly GroupChange[]
  /** How many nodes, scopes and groups stay as they are. */
  readonly unchanged: number
}

/** Does what a plan says, at once or not at all. */
export function carryOut(store: NodeStore, plan: StorePlan): void {
  store.write(() => {
    store.nodes.remove(
      plan.nodes.flatMap(({ before, after }) => (after === undefined && before ? [before.name] : [])),
    )
    store.nodes.put(plan.nodes.flatMap(({ after }) => after ?? []))
    for (const { scope, after } of plan.defaults) store.defaults.put(scope, after)
    for (const { name, after } of plan.groups) {
      if (after === undefined) store.dynamicGroups.remove(name)
      else store.dynamicGroups.put(name, after)
    }
  })
}

/** True when two sets of attributes are the same. */
export function sameAttributes(a: Attributes, b: Attributes): boolean {
  if (a.size !== b.size) return false
  for (const [key, value] of a) if (b.get(key) !== value) return false
  return true
}

/** True when two nodes have the same groups, in the same order, and the same attributes. */
export function sameNode(a: NodeRecord, b: NodeRecord): boolean {
  return a.groups.join() === b.groups.join() && sameAttributes(a.attributes, b.attributes)
}
