import type { LogEntry } from '../managers/eventlog.ts'
import { KnownEntries } from './known-entries.ts'

/** Where a reading is: the newest entries of each log, by id, with what tells them from others. */
export interface LogMark {
  readonly known: readonly (readonly [log: string, id: string, contents: string])[]
}

/** What a whole log, or several, brought. */
export interface LogNews {
  /** Oldest first. */
  readonly fresh: readonly LogEntry[]
  /** The logs whose ids start again; '' where there is only one. */
  readonly restarted: readonly string[]
}

/** Which entries of a machine's logs have been told of, so that each is told of once. */
export class LogReading {
  readonly #logs = new Map<string, KnownEntries>()
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
    for (const [log, id, contents] of mark.known) this.#log(log).remember(id, contents)
  }

  /** Whether it has begun: before that, nothing is known. */
  get isPrimed(): boolean {
    return this.#isPrimed
  }

  /** Where the reading is, small enough to be kept with every entry. */
  get mark(): LogMark {
    const known = [...this.#logs].flatMap(([log, entries]) =>
      entries.marked.map(([id, contents]) => [log, id, contents] as const),
    )
    return { known }
  }

  /** What is new in the whole of every log. */
  list(entries: readonly LogEntry[]): LogNews {
    const fresh = new Set<LogEntry>()
    const restarted: string[] = []
    for (const [log, own] of byLog(entries)) {
      const news = this.#log(log).list(own)
      for (const entry of news.fresh) fresh.add(entry)
      if (news.restarted) restarted.push(log)
    }
    const inOrder = entries.filter((entry) => fresh.has(entry))
    if (this.#isPrimed) return { fresh: inOrder, restarted }
    this.#isPrimed = true
    return { fresh: this.#last === 0 ? [] : inOrder.slice(-this.#last), restarted }
  }

  /** What is new in the newest part of every log; `unclear` where the parts do not show it. */
  tail(entries: readonly LogEntry[]): readonly LogEntry[] | 'unclear' {
    const fresh = new Set<LogEntry>()
    const parts = [...byLog(entries)]
    if (parts.some(([log, own]) => this.#log(log).isUnclear(own))) return 'unclear'
    for (const [log, own] of parts) for (const entry of this.#log(log).list(own).fresh) fresh.add(entry)
    return entries.filter((entry) => fresh.has(entry))
  }

  /** Whether an entry that came by itself is the next one, is known already, or needs a look at the logs. */
  next(entry: LogEntry): 'fresh' | 'known' | 'unclear' {
    return this.#log(entry.log ?? '').next(entry)
  }

  /** Whether it was told of, or was there before. */
  isKnown(entry: LogEntry): boolean {
    return this.#logs.get(entry.log ?? '')?.has(entry) ?? false
  }

  #log(name: string): KnownEntries {
    const found = this.#logs.get(name) ?? new KnownEntries()
    this.#logs.set(name, found)
    return found
  }
}

function byLog(entries: readonly LogEntry[]): Map<string, LogEntry[]> {
  return Map.groupBy(entries, ({ log }) => log ?? '')
}
