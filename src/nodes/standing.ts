import type { Attributes } from './attribute.ts'
import type { DefaultScope } from './default-scope.ts'
import type { NodeRecord } from './node-record.ts'
import { matchesAll, type Selection } from './selection.ts'

/** Defaults by scope. */
export type Defaults = ReadonlyMap<string, Attributes>

/** What is known beside the nodes: defaults, and the groups that are given by attributes. */
export interface Rules {
  readonly defaults: Defaults
  readonly dynamicGroups: ReadonlyMap<string, readonly Selection[]>
}

/** Where a value that holds for a node was written. */
export type Origin = 'node' | DefaultScope | 'found' | 'built-in'

/** A value that holds for a node, and where it was written. */
export interface Standing {
  readonly value: string
  readonly from: Origin
}

/** What holds when nobody wrote anything. */
export const BUILT_IN: Attributes = new Map([
  ['protocol', 'auto'],
  ['port', '443'],
  ['tls', 'pin'],
  ['tlslevel', '2'],
])

/** All groups of a node but `all`: the static ones in their order, then those given by attributes. */
export function groupsOf(node: NodeRecord, rules: Rules): readonly string[] {
  if (rules.dynamicGroups.size === 0) return node.groups
  const groups = new Set(node.groups)
  const values = (key: string) => valuesAmong(node, key, node.groups, rules.defaults)
  for (const [name, selections] of rules.dynamicGroups) if (matchesAll(selections, values)) groups.add(name)
  return [...groups]
}

/** The value of an attribute that holds for a node: the node's own, else its group's, its protocol's, everybody's, ours. */
export function standing(node: NodeRecord, key: string, rules: Rules): Standing | undefined {
  return node.attributes.has(key) || rules.defaults.size === 0
    ? standingAmong(node, key, node.groups, rules.defaults)
    : standingAmong(node, key, groupsOf(node, rules), rules.defaults)
}

/** The protocol found at the BMC that the node has now; what was found elsewhere does not count. */
export function foundProtocol(
  node: NodeRecord,
  groups: readonly string[],
  defaults: Defaults,
): string | undefined {
  if (node.found === undefined) return undefined
  return ownOrGroup(node, 'bmc', groups, defaults)?.value === node.found.bmc ? node.found.protocol : undefined
}

function standingAmong(
  node: NodeRecord,
  key: string,
  groups: readonly string[],
  defaults: Defaults,
): Standing | undefined {
  const near = ownOrGroup(node, key, groups, defaults)
  if (near !== undefined) return near
  for (const scope of widerScopes(node, key, groups, defaults)) {
    const value = defaults.get(scope)?.get(key)
    if (value !== undefined) return { value, from: scope }
  }
  const value = BUILT_IN.get(key)
  return value === undefined ? undefined : { value, from: 'built-in' }
}

function ownOrGroup(
  node: NodeRecord,
  key: string,
  groups: readonly string[],
  defaults: Defaults,
): Standing | undefined {
  const own = node.attributes.get(key)
  if (own !== undefined) return { value: own, from: 'node' }
  if (defaults.size === 0) return undefined
  for (const group of groups) {
    const value = defaults.get(`group=${group}`)?.get(key)
    if (value !== undefined) return { value, from: `group=${group}` }
  }
  return undefined
}

function widerScopes(
  node: NodeRecord,
  key: string,
  groups: readonly string[],
  defaults: Defaults,
): readonly DefaultScope[] {
  if (defaults.size === 0) return []
  if (key === 'protocol' || key === 'bmc') return ['all']
  const protocol = standingAmong(node, 'protocol', groups, defaults)?.value ?? 'auto'
  const found = protocol === 'auto' ? foundProtocol(node, groups, defaults) : undefined
  return found === undefined ? [`protocol=${protocol}`, 'all'] : [`protocol=${found}`, 'protocol=auto', 'all']
}

/** Every value that a selection sees for an attribute: an `auto` node shows both `auto` and what was found. */
export function selectableValues(node: NodeRecord, key: string, rules: Rules): readonly string[] {
  return valuesAmong(node, key, key === 'groups' ? node.groups : groupsOf(node, rules), rules.defaults)
}

function valuesAmong(
  node: NodeRecord,
  key: string,
  groups: readonly string[],
  defaults: Defaults,
): readonly string[] {
  if (key === 'node') return [node.name]
  if (key === 'groups') return groups
  const value = standingAmong(node, key, groups, defaults)?.value
  if (value === undefined) return []
  const found = key === 'protocol' && value === 'auto' ? foundProtocol(node, groups, defaults) : undefined
  return found === undefined ? [value] : [value, found]
}
