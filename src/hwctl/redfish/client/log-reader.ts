import { factsOf, HwctlError } from '../../../core/errors.ts'
import type { LogItem } from './log-entry.ts'
import { isNewestFirst, isTextOrder } from './log-order.ts'
import { type Expansion, LogPages, type Wanted } from './log-pages.ts'
import type { LogSource } from './log-service.ts'
import type { RedfishClient } from './resource.ts'

/** A log of more entries is not read whole: somebody who wants to see it wants something else. */
const MOST_ENTRIES = 100_000

/** A shorter log is read whole rather than its end. */
const SHORT = 50

/** So many pages are read for a known entry before all is read. */
const MOST_PAGES_BACK = 20

/** What has been found out about a log, for as long as the session lasts. */
interface Shape extends Expansion {
  /** How many entries it had, whether they came oldest first, and which was the first. */
  count: number
  isOldestFirst: boolean
  first: string | undefined
  /** Whether it takes `$skip`; undefined where that has not been tried. */
  takesSkip: boolean | undefined
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
  readonly #log: LogSource
  readonly #wanted: Wanted
  readonly #shape: Shape
  readonly #pages: LogPages
  readonly #items = new Map<string, LogItem>()

  constructor(bmc: RedfishClient, log: LogSource, wanted: Wanted) {
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
    this.#pages = new LogPages({ bmc, log, wanted, expansion: shape })
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
      await this.#all(`$skip=${skip}`)
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

  async #all(query: string): Promise<void> {
    for await (const { items } of this.#pages.from(query)) this.#take(items)
  }

  async #fromTheStart(): Promise<readonly LogItem[]> {
    this.#items.clear()
    let pages = 0
    let isBackwards = false
    for await (const { items, next, count } of this.#pages.from(this.#shape.expand)) {
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
}

function inOrder(items: readonly LogItem[], isBackwards: boolean): readonly LogItem[] {
  const entries = items.map(({ entry }) => entry)
  if (isTextOrder(entries)) return items.toSorted((a, b) => Number(a.entry.id) - Number(b.entry.id))
  return isBackwards ? items.toReversed() : items
}
