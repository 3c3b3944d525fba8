import {
  type Alteration,
  type AlteredValues,
  alteredAttributes,
  alteredNode,
  type Sealer,
} from '../alteration.ts'
import type { Attributes } from '../attribute.ts'
import type { DefaultScope } from '../default-scope.ts'
import { inNaturalOrder } from '../natural-order.ts'
import type { NodeRecord } from '../node-record.ts'
import type { NodeStore } from '../node-store.ts'
import { isSealed } from '../secrets/password-text.ts'
import {
  type DefaultChange,
  type GroupChange,
  type NodeChange,
  type StorePlan,
  sameAttributes,
  sameNode,
} from '../store-plan.ts'

/** How the store should be: what a file says of nodes, groups given by attributes, and defaults. */
export interface Declaration {
  readonly nodes: ReadonlyMap<string, Alteration>
  readonly groups: ReadonlyMap<string, string>
  readonly defaults: ReadonlyMap<DefaultScope, AlteredValues>
}

/** How a declaration is taken: with `prune`, what it does not name goes. */
export interface DeclarationOptions {
  readonly prune: boolean
  readonly sealer: Sealer
}

/** What must change for the store to be as declared. */
export function planOf(store: NodeStore, declaration: Declaration, options: DeclarationOptions): StorePlan {
  const nodes = nodeChanges(store, declaration, options)
  const defaults = defaultChanges(store, declaration, options)
  const groups = groupChanges(store, declaration, options)
  const declared = declaration.nodes.size + declaration.defaults.size + declaration.groups.size
  const kept = [
    ...nodes.filter(({ after }) => after),
    ...defaults.filter(({ after }) => after.size > 0),
    ...groups.filter(({ after }) => after !== undefined),
  ]
  return { nodes, defaults, groups, unchanged: Math.max(0, declared - kept.length) }
}

function nodeChanges(
  store: NodeStore,
  { nodes }: Declaration,
  { prune, sealer }: DeclarationOptions,
): NodeChange[] {
  const there = new Map(
    store.nodes.records(prune ? undefined : [...nodes.keys()]).map((node) => [node.name, node]),
  )
  const changes: NodeChange[] = []
  for (const name of inNaturalOrder(new Set([...nodes.keys(), ...there.keys()]))) {
    const before = there.get(name)
    const alteration = nodes.get(name)
    if (alteration === undefined) {
      if (before !== undefined) changes.push({ before })
      continue
    }
    const start: NodeRecord = before ?? { name, groups: [], attributes: new Map() }
    const after = alteredNode(start, prune ? whole(alteration, start) : alteration, sealer)
    if (before === undefined) changes.push({ after })
    else if (!sameNode(before, after)) changes.push({ before, after })
  }
  return changes
}

function defaultChanges(
  store: NodeStore,
  { defaults }: Declaration,
  { prune, sealer }: DeclarationOptions,
): DefaultChange[] {
  const there = store.defaults.all()
  const scopes = new Set<string>([...defaults.keys(), ...(prune ? there.keys() : [])])
  const declared: ReadonlyMap<string, AlteredValues> = defaults
  return Array.from(scopes, (scope) => {
    const before = there.get(scope) ?? new Map()
    const values = declared.get(scope)
    const altered = prune && values ? onlyThese(values, before) : values
    const after = altered ? alteredAttributes(before, altered, `default:${scope}`, sealer) : new Map()
    return { scope, before, after }
  }).filter(({ before, after }) => !sameAttributes(before, after))
}

function groupChanges(
  store: NodeStore,
  { groups }: Declaration,
  { prune }: DeclarationOptions,
): GroupChange[] {
  const there = store.dynamicGroups.all()
  const changes: GroupChange[] = []
  for (const [name, after] of groups) {
    const before = there.get(name)
    if (before === undefined) changes.push({ name, after })
    else if (before !== after) changes.push({ name, before, after })
  }
  for (const [name, before] of prune ? there : []) if (!groups.has(name)) changes.push({ name, before })
  return changes
}

/** A node as declared and nothing else. */
function whole(alteration: Alteration, before: NodeRecord): Alteration {
  return { groups: [], ...alteration, values: onlyThese(alteration.values, before.attributes) }
}

/** Takes away what is not declared; a sealed password stays, because exports leave it out. */
function onlyThese(values: AlteredValues, before: Attributes): AlteredValues {
  const all = new Map(values)
  for (const [key, value] of before)
    if (!values.has(key) && !(key === 'password' && isSealed(value))) all.set(key, null)
  return all
}
