import type { LogEntry } from '../managers/eventlog.ts'

/** So many of the newest entries are known by heart; a log is taken to have started again when none of them is in it. */
const KNOWN = 64

/** So many of them are in a mark. */
const MARKED = 8

/** Where a reading is: the newest entries, by id, with what tells them from others. */
export interface LogMark {
  readonly known: readonly (readonly [number, string])[]
}

/** Which entries of one log have been told of, so that each is told of once: in memory of a fixed size, whatever the log's. */
export class LogReading {
  /** What is known of the newest entries, by id. */
  readonly #known = new Map<number, string>()
  #newest = 0
  #isPrimed = false

  readonly #last: number

  /**
   * @param last so many of the newest entries of the first list are new; 0: only what comes later
   * @param mark of an earlier reading that this one goes on from
   */
  constructor(last: number, mark?: LogMark) {
    this.#last = last
    if (!mark) return
    this.#isPrimed = true
    for (const [id, contents] of mark.known) this.#remember(id, contents)
  }

  /** Where the reading is, small enough to be kept with every entry. */
  get mark(): LogMark {
    return { known: [...this.#known].slice(-MARKED) }
  }

  /** What is new in a whole log, oldest first. */
  list(entries: readonly LogEntry[]): { readonly fresh: readonly LogEntry[]; readonly restarted: boolean } {
    if (!this.#isPrimed) {
      this.#isPrimed = true
      this.#learn(entries)
      return { fresh: this.#last === 0 ? [] : entries.slice(-this.#last), restarted: false }
    }
    const restarted = this.#hasRestarted(entries)
    const fresh = entries.filter((entry) =>
      restarted ? !this.isKnown(entry) : Number(entry.id) > this.#newest,
    )
    if (restarted) this.#forget()
    this.#learn(restarted ? entries : fresh)
    return { fresh, restarted }
  }

  /** Whether an entry that came by itself is the next one, is known already, or needs a look at the whole log. */
  next(entry: LogEntry): 'fresh' | 'known' | 'unclear' {
    if (this.isKnown(entry)) return 'known'
    if (Number(entry.id) !== this.#newest + 1) return 'unclear'
    this.#learn([entry])
    return 'fresh'
  }

  /**
   * Ids that are known with other contents, or a log with nothing known in it. An empty one says nothing: a BMC that
   * starts shows an empty log for a while.
   */
  #hasRestarted(entries: readonly LogEntry[]): boolean {
    if (entries.length === 0 || this.#known.size === 0) return false
    let anyKnown = false
    for (const entry of entries) {
      if (this.isKnown(entry)) anyKnown = true
      else if (this.#known.has(Number(entry.id))) return true
    }
    return !anyKnown
  }

  /** Whether it was told of, or was there before. */
  isKnown(entry: LogEntry): boolean {
    return this.#known.get(Number(entry.id)) === contentsOf(entry)
  }

  #forget(): void {
    this.#known.clear()
    this.#newest = 0
  }

  #remember(id: number, contents: string): void {
    this.#known.set(id, contents)
    this.#newest = Math.max(this.#newest, id)
  }

  #learn(entries: readonly LogEntry[]): void {
    for (const entry of entries.slice(-KNOWN)) this.#remember(Number(entry.id), contentsOf(entry))
    for (const id of this.#known.keys()) {
      if (this.#known.size <= KNOWN) break
      this.#known.delete(id)
    }
  }
}

/** What tells an entry from another one that got its id after a clear. */
function contentsOf({ at, message }: LogEntry): string {
  return `${at ?? ''} ${message}`
}
