import { isKnownAttribute } from './attribute.ts'
import type { NodeRecord } from './node-record.ts'
import type { NodeStore } from './node-store.ts'
import type { NodeDirectory } from './noderange/directory.ts'
import type { Selection } from './selection.ts'
import { groupsOf, type Rules, selectableValues } from './standing.ts'

/** So many nodes, or groups, are looked up one by one before all are read at once. */
const SINGLE_LOOKUPS = 64
const SINGLE_GROUPS = 1

/** The node store as noderanges see it: reads no more than is asked for, and what it has read stays as it was. */
export class StoreDirectory implements NodeDirectory {
  readonly #store: NodeStore
  readonly #rules: Rules
  readonly #records = new Map<string, ReadonlyMap<string, NodeRecord>>()
  #nodeLookups = 0
  #groupLookups = 0
  #names: readonly string[] | undefined
  #nameSet: ReadonlySet<string> | undefined
  #groups: ReadonlyMap<string, readonly string[]> | undefined

  constructor(store: NodeStore) {
    this.#store = store
    this.#rules = store.rules()
  }

  hasNode(name: string): boolean {
    if (this.#nameSet === undefined && ++this.#nodeLookups <= SINGLE_LOOKUPS)
      return this.#store.nodes.has(name)
    this.#nameSet ??= new Set(this.names())
    return this.#nameSet.has(name)
  }

  names(): readonly string[] {
    this.#names ??= this.#store.nodes.names()
    return this.#names
  }

  members(group: string): readonly string[] | undefined {
    const isDynamic = this.#rules.dynamicGroups.has(group)
    const members = isDynamic ? this.#dynamicMembers(group) : this.#staticMembers(group)
    const isThere = members.length > 0 || isDynamic || this.#rules.defaults.has(`group=${group}`)
    return isThere ? members : undefined
  }

  attribute(attribute: string): ((node: string) => readonly string[]) | undefined {
    if (attribute === 'status') return this.#statuses()
    const records = this.#recordsWith([attribute, ...this.#keysOfGroups()])
    const isWritten =
      attribute === 'node' ||
      attribute === 'groups' ||
      isKnownAttribute(attribute) ||
      this.#rules.defaults.values().some((attributes) => attributes.has(attribute)) ||
      records.values().some((node) => node.attributes.has(attribute))
    if (!isWritten) return undefined
    return (name) => {
      const node = records.get(name)
      return node === undefined ? [] : selectableValues(node, attribute, this.#rules)
    }
  }

  #staticMembers(group: string): readonly string[] {
    if (this.#groups === undefined && ++this.#groupLookups <= SINGLE_GROUPS)
      return this.#store.nodes.members(group)
    this.#groups ??= membersByGroup(this.#store.nodes.memberships())
    return this.#groups.get(group) ?? []
  }

  #dynamicMembers(group: string): readonly string[] {
    const members: string[] = []
    for (const [name, node] of this.#recordsWith(this.#keysOfGroups()))
      if (groupsOf(node, this.#rules).includes(group)) members.push(name)
    return members
  }

  #keysOfGroups(): readonly string[] {
    const selections: readonly Selection[] = [...this.#rules.dynamicGroups.values()].flat()
    return selections.map(({ attribute }) => attribute)
  }

  /** The nodes with these attributes, and those on which defaults depend. */
  #recordsWith(attributes: readonly string[]): ReadonlyMap<string, NodeRecord> {
    const keys = [...new Set([...attributes, 'protocol', 'bmc'])].sort()
    const text = keys.join()
    const known = this.#records.get(text)
    if (known !== undefined) return known
    const records = new Map(this.#store.nodes.recordsWith(keys).map((node) => [node.name, node]))
    this.#records.set(text, records)
    return records
  }

  #statuses(): (node: string) => readonly string[] {
    const statuses = this.#store.statuses.all()
    return (name) => {
      const status = statuses.get(name)?.status
      return status === undefined ? [] : [status]
    }
  }
}

function membersByGroup(
  memberships: readonly (readonly [string, string])[],
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>()
  for (const [name, list] of memberships) {
    for (const group of list.split(',')) {
      const members = groups.get(group)
      if (members) members.push(name)
      else groups.set(group, [name])
    }
  }
  return groups
}
