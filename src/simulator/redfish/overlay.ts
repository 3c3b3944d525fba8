import type { JsonObject } from '../message.ts'
import type { Resource, ResourceTree, Visit } from './resource.ts'

/** What is put over a resource that may be there already. */
export interface Overlay {
  readonly path: string
  /** Given what is shown below it: an empty object where nothing is. */
  show(visit: Visit, below: JsonObject): JsonObject
  readonly change?: Resource['change']
}

/** The tree with what is put over it. */
export function overlaid(tree: ResourceTree, overlays: readonly Overlay[]): ResourceTree {
  const changed = overlays.map(({ path, show, change }) => {
    const below = tree[path]
    const resource: Resource = {
      ...below,
      show: (visit) => show(visit, below?.show?.(visit) ?? {}),
      ...(change && { change }),
    }
    return [path, resource] as const
  })
  return { ...tree, ...Object.fromEntries(changed) }
}
