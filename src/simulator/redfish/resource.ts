import type { SimulatedBmc } from '../bmc.ts'
import type { BmcReply, BmcRequest, JsonObject } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'

/** One request at one resource. */
export interface Visit {
  readonly bmc: SimulatedBmc
  readonly traits: FamilyTraits
  readonly request: BmcRequest
  /** The last part of the path, for resources that come and go. */
  readonly id: string
}

/** A resource: what it shows, and what may be done with it. */
export interface Resource {
  /** Undefined where the member is not there (any more). */
  show?(visit: Visit): JsonObject | undefined
  /** In place of what is shown: a file, or a stream of events. */
  fetch?(visit: Visit): BmcReply
  change?(visit: Visit): BmcReply
  create?(visit: Visit): BmcReply
  remove?(visit: Visit): BmcReply
  /** May be read by anybody. */
  readonly isPublic?: boolean
}

/** Resources by path; `*` as the last part, or as the one before it, stands for any member. */
export type ResourceTree = Readonly<Record<string, Resource>>

/** A reference to a resource. */
export function link(path: string): JsonObject {
  return { '@odata.id': path }
}

/** A collection with these members. */
export function collection(path: string, kind: string, name: string, members: readonly string[]): JsonObject {
  return {
    '@odata.id': path,
    '@odata.type': `#${kind}Collection.${kind}Collection`,
    Members: members.map(link),
    'Members@odata.count': members.length,
    Name: name,
  }
}

/** A resource that shows a collection which never changes. */
export function fixedCollection(
  path: string,
  kind: string,
  name: string,
  members: readonly string[],
): Resource {
  return { show: () => collection(path, kind, name, members) }
}
