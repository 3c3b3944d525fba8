import type { LogEntry } from '../managers/eventlog.ts'

/** Who hears of new entries; `unclear` says only that something is new. */
export interface LogHearer {
  heard(entry: LogEntry | 'unclear'): void
  ended(): void
}

/** What a protocol can do with a log that is to be followed. */
export interface LogActions {
  /** Oldest first: everything, or at least so many of the newest of each log. */
  list(atLeast: number): Promise<readonly LogEntry[]>
  /** Oldest first: some of the newest of each log, back to a known one where that is soon found. */
  newest(isKnown: (entry: LogEntry) => boolean): Promise<readonly LogEntry[]>
  /** Undefined where the BMC does not tell of new entries by itself. */
  subscribe(hearer: LogHearer): Promise<LogSubscription | undefined>
}

/** A BMC that is to tell of new entries by itself. */
export interface LogSubscription {
  /** It may well never say anything: until it has, it is polled too. */
  readonly isUnproved?: boolean
  close(): void
}
