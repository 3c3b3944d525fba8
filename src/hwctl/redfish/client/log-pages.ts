import { factsOf, HwctlError } from '../../../core/errors.ts'
import { linked } from './collection.ts'
import { malformed } from './errors.ts'
import { itemOf, type LogItem } from './log-entry.ts'
import { isNewestFirst, isTextOrder } from './log-order.ts'
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

/** A log of more entries is not read whole: somebody who wants to see it wants something else. */
const MOST_ENTRIES = 100_000

/** A shorter log is read whole rather than its end. */
const SHORT = 50

/** So many pages are read for a known entry before all is read. */
const MOST_PAGES_BACK = 20

/** What has been found out about a log, for as long as the session lasts. */
interface Shape {
  /** How many entries it had, whether they came oldest first, and which was the first. */
  count: number
  isOldestFirst: boolean
  first: string | undefined
  /** Whether it takes `$skip`; undefined where that has not been tried. */
  takesSkip: boolean | undefined
  /** The query that has its members come whole, where they do not by themselves. */
  expand: string | undefined
  isExpandTried: boolean
}

interface Page {
  readonly items: readonly LogItem[]
  readonly count: number | null
  readonly next: string | undefined
}

/**
 * A log's entries, oldest first: as many as are wanted, or all. Members that come whole are not read again.
 * @throws HwctlError `bmc`, `malformed`; `usage` for a log that is too long to be read whole
 */
export async function readLog(
  bmc: RedfishClient,
  log: LogSource,
  wanted: Wanted,
): Promise<readonly LogItem[]> {
  return new LogReader(bmc, log, wanted).read()
}

class LogReader {
  readonly #bmc: RedfishClient
  readonly #log: LogSource
  readonly #wanted: Wanted
  readonly #shape: Shape
  readonly #items = new Map<string, LogItem>()

  constructor(bmc: RedfishClient, log: LogSource, wanted: Wanted) {
    this.#bmc = bmc
    this.#log = log
    this.#wanted = wanted
    const key = `log ${log.entries}`
    const shape = (bmc.session.memory.get(key) as Shape | undefined) ?? {
      count: 0,
      isOldestFirst: false,
      first: undefined,
      takesSkip: undefined,
      expand: undefined,
      isExpandTried: false,
    }
    bmc.session.memory.set(key, shape)
    this.#shape = shape
  }

  async read(): Promise<readonly LogItem[]> {
    const { count, isOldestFirst, takesSkip } = this.#shape
    if (isOldestFirst && takesSkip !== false && count - this.#wanted.atLeast > SHORT) {
      const end = await this.#end(count - this.#wanted.atLeast)
      if (end) return end
    }
    return this.#fromTheStart()
  }

  /** The end of a log that comes oldest first; undefined where that cannot be had, or there is none (any more). */
  async #end(skip: number): Promise<readonly LogItem[] | undefined> {
    try {
      await this.#all(this.#query(`$skip=${skip}`))
    } catch (thrown) {
      if (factsOf(thrown).kind !== 'bmc') throw thrown
      this.#shape.takesSkip = false
      return undefined
    }
    const [first] = this.#items.keys()
    if (first === undefined) return undefined
    this.#shape.takesSkip = first !== this.#shape.first
    this.#shape.count = this.#items.size + (this.#shape.takesSkip ? skip : 0)
    return [...this.#items.values()]
  }

  async #all(path: string): Promise<void> {
    for await (const { items } of this.#pages(path)) this.#take(items)
  }

  async #fromTheStart(): Promise<readonly LogItem[]> {
    this.#items.clear()
    let pages = 0
    let isBackwards = false
    for await (const { items, next, count } of this.#pages(this.#query(this.#shape.expand))) {
      if (pages++ === 0) {
        isBackwards = this.#learn(items)
        if (next?.includes('skip=')) this.#shape.takesSkip = true
        const before = (count ?? 0) - this.#wanted.atLeast
        if (next && this.#shape.isOldestFirst && before > items.length && this.#shape.takesSkip) {
          this.#shape.count = count ?? 0
          const end = await this.#end(before)
          if (end) return end
        }
      }
      this.#take(items)
      if (isBackwards && this.#isEnough(items, pages)) break
    }
    this.#shape.count = this.#items.size
    return inOrder([...this.#items.values()], isBackwards)
  }

  /** What a first page shows of a log; whether it comes newest first. */
  #learn(items: readonly LogItem[]): boolean {
    const entries = items.map(({ entry }) => entry)
    const isBackwards = isNewestFirst(entries)
    this.#shape.isOldestFirst = !isBackwards && !isTextOrder(entries)
    this.#shape.first = items[0]?.path
    return isBackwards
  }

  #isEnough(page: readonly LogItem[], pages: number): boolean {
    const { atLeast, isKnown } = this.#wanted
    if (this.#items.size < atLeast) return false
    return !isKnown || pages >= MOST_PAGES_BACK || page.some((item) => isKnown(item))
  }

  #take(items: readonly LogItem[]): void {
    for (const item of items) this.#items.set(item.path, item)
    if (this.#items.size <= MOST_ENTRIES) return
    const name = this.#log.name === undefined ? 'the log' : `log ${this.#log.name}`
    const problem = `${name} has more than ${MOST_ENTRIES} entries; ask for a number of the newest`
    throw new HwctlError({ kind: 'usage', problem })
  }

  #query(query: string | undefined): string {
    const { entries } = this.#log
    return query === undefined ? entries : `${entries}${entries.includes('?') ? '&' : '?'}${query}`
  }

  /** @throws HwctlError `malformed` for pages that go round in a circle */
  async *#pages(path: string): AsyncIterable<Page> {
    const seen = new Set<string>()
    for (let next: string | undefined = path; next !== undefined; ) {
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

function inOrder(items: readonly LogItem[], isBackwards: boolean): readonly LogItem[] {
  const entries = items.map(({ entry }) => entry)
  if (isTextOrder(entries)) return items.toSorted((a, b) => Number(a.entry.id) - Number(b.entry.id))
  return isBackwards ? items.toReversed() : items
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
