import { type JsonObject, textAt } from './property.ts'
import type { Resource } from './resource.ts'
import { lastSegment } from './system.ts'

/** A resource with the name that its part goes by. */
export interface Named {
  readonly name: string
  readonly resource: Resource<JsonObject>
}

/** Parts whose Ids may be those of the place that they are in: `Bay1`. */
const TELLING: Readonly<Record<string, RegExp>> = { psu: /ps|power/i, fan: /fan/i }

/**
 * What the members of a collection are called: their Ids; where those only count (Supermicro: `1`) or name a place, their Names, if
 * each has its own; and where neither says what it is (Dell: `177-0`), the Id behind a word of ours.
 */
export function named(members: readonly Resource<JsonObject>[], word: string): readonly Named[] {
  const names = members.map(({ data }) => textAt(data, 'Name'))
  const hasNames = new Set(names).size === names.length && !names.includes(undefined)
  return members.map((resource, at) => {
    const id = textAt(resource.data, 'Id') ?? lastSegment(resource.path)
    const isWord = /[a-z]/i.test(id)
    if (isWord && (TELLING[word]?.test(id) ?? true)) return { name: id, resource }
    const isUseful = hasNames && (isWord || /^\d+$/.test(id))
    return { name: (isUseful && names[at]) || `${word} ${id}`, resource }
  })
}
