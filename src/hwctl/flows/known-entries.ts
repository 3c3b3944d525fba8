import type { LogEntry } from '../managers/eventlog.ts'

/** So many of the newest entries of a log are known by heart; a log is taken to have started again when none of them is in it. */
export const KNOWN = 64

/** So many of them are in a mark. */
const MARKED = 8

/** So many entries in a row, with the same contents under other ids, show that a full log has only moved up. */
const RUN = 4

/** Which entries of one log have been told of, by id, with what tells each from others: in memory of a fixed size, whatever the log's. */
export class KnownEntries {
  readonly #known = new Map<string, string>()
  #newest = 0

  /** What goes into a mark: id and contents of the newest. */
  get marked(): readonly (readonly [string, string])[] {
    return [...this.#known].slice(-MARKED)
  }

  has(entry: LogEntry): boolean {
    return this.#known.get(entry.id) === contentsOf(entry)
  }

  /** What is new in a whole log, oldest first; it is known from then on. */
  list(entries: readonly LogEntry[]): { readonly fresh: readonly LogEntry[]; readonly restarted: boolean } {
    if (!this.#hasNewIds(entries)) {
      const fresh = this.#after(entries)
      this.learn(fresh)
      return { fresh, restarted: false }
    }
    const moved = this.#placeOfNewest(entries)
    const fresh = moved === undefined ? entries.filter((entry) => !this.has(entry)) : entries.slice(moved + 1)
    this.#known.clear()
    this.#newest = 0
    this.learn(entries)
    return { fresh, restarted: moved === undefined }
  }

  /** Whether the newest part of a log does not show what is new in the log: only one that joins on to what is known does. */
  isUnclear(entries: readonly LogEntry[]): boolean {
    return entries.length > 0 && (this.#known.size === 0 || this.#hasNewIds(entries))
  }

  /** Whether an entry that came by itself is the next one, is known already, or needs a look at the log. */
  next(entry: LogEntry): 'fresh' | 'known' | 'unclear' {
    if (this.has(entry)) return 'known'
    if (Number(entry.id) !== this.#newest + 1) return 'unclear'
    this.learn([entry])
    return 'fresh'
  }

  learn(entries: readonly LogEntry[]): void {
    for (const entry of entries.slice(-KNOWN)) this.remember(entry.id, contentsOf(entry))
    for (const id of this.#known.keys()) {
      if (this.#known.size <= KNOWN) break
      this.#known.delete(id)
    }
  }

  remember(id: string, contents: string): void {
    this.#known.set(id, contents)
    this.#newest = Number(id)
  }

  /** What comes after the last known entry. */
  #after(entries: readonly LogEntry[]): readonly LogEntry[] {
    return entries.slice(entries.findLastIndex((entry) => this.has(entry)) + 1)
  }

  /**
   * Whether ids are known with other contents, or nothing in it is known. An empty log says nothing: a BMC that starts shows
   * an empty one for a while.
   */
  #hasNewIds(entries: readonly LogEntry[]): boolean {
    if (entries.length === 0 || this.#known.size === 0) return false
    if (entries.some((entry) => this.#known.has(entry.id) && !this.has(entry))) return true
    return !entries.some((entry) => this.has(entry))
  }

  /** Where the newest known entry is by its contents: a full log whose ids are places gives every entry a new one. */
  #placeOfNewest(entries: readonly LogEntry[]): number | undefined {
    const run = [...this.#known.values()].slice(-RUN)
    const found = entries.findLastIndex((_, at) =>
      run.every((contents, back) => {
        const entry = entries[at - run.length + 1 + back]
        return entry !== undefined && contentsOf(entry) === contents
      }),
    )
    return found < 0 ? undefined : found
  }
}

/** What tells an entry from another one that got its id after a clear. */
function contentsOf({ at, message }: LogEntry): string {
  return `${at ?? ''} ${message}`
}
