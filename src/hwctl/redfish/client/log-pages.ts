import { factsOf } from '../../../core/errors.ts'
import { linked } from './collection.ts'
import { malformed } from './errors.ts'
import { itemOf, type LogItem } from './log-entry.ts'
import type { LogSource } from './log-service.ts'
import { isObject, type JsonObject, numberOf, objectsAt, textAt } from './property.ts'
import { type RedfishClient, readIfThere, readObject } from './resource.ts'
import { expandQuery, getServiceRoot } from './service-root.ts'
import { lastSegment } from './system.ts'

/** How much of a log is wanted. */
export interface Wanted {
  readonly operation: string
  /** At least so many of the newest entries; Infinity: all of them. */
  readonly atLeast: number
  /** One that is known is old enough, wherever it comes. */
  isKnown?(item: LogItem): boolean
}

/** Whether the members of a log come whole, where they do not by themselves. */
export interface Expansion {
  /** The query that has them come so. */
  expand: string | undefined
  isExpandTried: boolean
}

/** One page of a log. */
export interface Page {
  readonly items: readonly LogItem[]
  /** How many entries the whole log has. */
  readonly count: number | null
  readonly next: string | undefined
}

/** The pages of a log (DSP0266 7.5.3), with every member in them whole: those that come so are not read again. */
export class LogPages {
  readonly #bmc: RedfishClient
  readonly #log: LogSource
  readonly #wanted: Wanted
  readonly #shape: Expansion

  constructor(about: {
    readonly bmc: RedfishClient
    readonly log: LogSource
    readonly wanted: Wanted
    readonly expansion: Expansion
  }) {
    this.#bmc = about.bmc
    this.#log = about.log
    this.#wanted = about.wanted
    this.#shape = about.expansion
  }

  #query(query: string | undefined): string {
    const { entries } = this.#log
    return query === undefined ? entries : `${entries}${entries.includes('?') ? '&' : '?'}${query}`
  }

  /** @throws HwctlError `bmc`; `malformed`, also for pages that go round in a circle */
  async *from(query: string | undefined): AsyncIterable<Page> {
    const seen = new Set<string>()
    for (let next: string | undefined = this.#query(query); next !== undefined; ) {
      if (seen.has(next)) throw malformed(this.#bmc.session.rest, next, 'pages that go round in a circle')
      seen.add(next)
      const { data }: { data: JsonObject } = await readObject(this.#bmc, this.#wanted.operation, next)
      next = nextLink(data)
      const count = numberOf(data['Members@odata.count'])
      yield { items: await this.#itemsOf(objectsAt(data, 'Members')), count, next }
    }
  }

  async #itemsOf(found: readonly JsonObject[]): Promise<readonly LogItem[]> {
    const { operation } = this.#wanted
    const whole = found.some(isBareLink) ? await this.#whole(found) : found
    const items: LogItem[] = []
    for (const member of whole) items.push(await itemOf(this.#bmc, operation, this.#log, member))
    return items
  }

  /** Members that are only named are read, in the collection itself where the service can do that. */
  async #whole(found: readonly JsonObject[]): Promise<readonly JsonObject[]> {
    const expanded = await this.#expanded()
    if (expanded) return expanded
    const { operation, atLeast, isKnown } = this.#wanted
    const paths = found.flatMap((member) => textAt(member, '@odata.id') ?? [])
    const newest = Number.isFinite(atLeast) ? newestOf(paths, atLeast) : paths
    if (isKnown) return this.#backToKnown(newest, isKnown)
    return (await linked(this.#bmc, newest, { operation })).map(({ data }) => data)
  }

  async #backToKnown(
    paths: readonly string[],
    isKnown: (item: LogItem) => boolean,
  ): Promise<readonly JsonObject[]> {
    const { operation } = this.#wanted
    const read: JsonObject[] = []
    for (const path of paths.toReversed()) {
      const member = await readIfThere(this.#bmc, operation, path)
      if (!member) continue
      read.unshift(member.data)
      if (isKnown(await itemOf(this.#bmc, operation, this.#log, member.data))) break
    }
    return read
  }

  async #expanded(): Promise<readonly JsonObject[] | undefined> {
    const { operation } = this.#wanted
    const query = expandQuery(await getServiceRoot(this.#bmc, operation))
    if (query === undefined || this.#shape.isExpandTried) return undefined
    this.#shape.isExpandTried = true
    try {
      const { data } = await readObject(this.#bmc, operation, this.#query(query))
      const found = objectsAt(data, 'Members')
      if (nextLink(data) !== undefined || found.some(isBareLink)) return undefined
      this.#shape.expand = query
      return found
    } catch (thrown) {
      if (factsOf(thrown).kind !== 'bmc') throw thrown
      return undefined
    }
  }
}

/** So many of those whose last part is the highest number; where they have no numbers, of the last ones. */
function newestOf(paths: readonly string[], atLeast: number): readonly string[] {
  const number = (path: string) => Number(lastSegment(path))
  if (paths.some((path) => Number.isNaN(number(path)))) return paths.slice(-atLeast)
  return paths.toSorted((a, b) => number(a) - number(b)).slice(-atLeast)
}

/** A member that is only named: it has nothing but annotations. */
function isBareLink(member: JsonObject): boolean {
  return Object.keys(member).every((name) => name.startsWith('@'))
}

function nextLink(page: JsonObject): string | undefined {
  const next = page['Members@odata.nextLink']
  return isObject(next) ? textAt(next, '@odata.id') : textAt(page, 'Members@odata.nextLink')
}
