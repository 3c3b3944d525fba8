import { capability, op } from '../../core/capability.ts'

/** What the RAS policy table says of an entry. */
export interface RasPolicy {
  readonly eventType?: string
  readonly severity?: string
  readonly message?: string
  readonly subsystem?: string
}

/** One entry of a BMC's log. */
export interface LogEntry {
  /** As the BMC names it; unique within its log, and given anew after a clear. `entryName` tells it from those of other logs. */
  readonly id: string
  /** Which log it is in, where a machine has more than one. */
  readonly log?: string
  /** ISO 8601 with its zone; absent where the BMC gives none. */
  readonly at?: string
  /** The BMC's own word: Error, Critical, Warning, OK. */
  readonly severity?: string
  readonly message: string
  /** Absent where the log knows no such thing: its entries cannot be resolved. */
  readonly resolved?: boolean
  /** What is at fault, as the BMC names it: inventory paths, Redfish resources. OpenBMC lights the fault LED of each. */
  readonly callouts: readonly string[]
  /** The process on the BMC that made the entry. */
  readonly pid?: number
  /** The name of the event in its maker's manuals. */
  readonly eventId?: string
  /** What else the maker wrote down, KEY=VALUE. */
  readonly details: readonly string[]
  /** Null where there is a RAS policy table without this event in it; absent where there is no table. */
  readonly policy?: RasPolicy | null
}

/** What an entry is called among all those of its machine: its id, and before that its log, where there are several. */
export function entryName({ log, id }: LogEntry): string {
  return log === undefined ? id : `${log}/${id}`
}

/** Logs that were cleared before one could not be; the error that follows says why. */
export interface ClearNote {
  readonly said: 'cleared'
  readonly logs: readonly string[]
}

/** What became of each entry that was to be resolved. */
export type ResolveNote =
  | { readonly said: 'resolving'; readonly ids: readonly string[] | 'LED' }
  | { readonly said: 'resolved'; readonly id: string }
  | { readonly said: 'resolved-already'; readonly id: string }
  /** Entries that an error kept from being tried; the error that follows says why. */
  | { readonly said: 'not-tried'; readonly ids: readonly string[] }

/** What is said while logs are followed. */
export type FollowNote =
  | { readonly said: 'entry'; readonly entry: LogEntry }
  /** From now on nothing is missed; `polling` where the BMC does not tell of new entries by itself. */
  | { readonly said: 'following'; readonly again: boolean; readonly by: 'events' | 'polling' }
  /** The log was cleared, or replaced: its ids start again. */
  | { readonly said: 'log-restarted'; readonly log?: string }

/** Where the RAS policy table is: a file of the caller's, or the usual place. */
export interface PolicySource {
  readonly policyFile?: string
}

/** The logs of events that BMCs keep. */
export const Eventlog = capability('eventlog', {
  /** The entries, oldest first; `last`: only so many of the newest. */
  list: op<{ readonly last?: number } & PolicySource, { readonly entries: readonly LogEntry[] }>(),
  /** `kept`: logs that the BMC offers no way to clear. */
  clear: op<void, { readonly cleared: true; readonly kept?: readonly string[] }, ClearNote>(),
  /** Resolves entries by id or name, or every one that keeps a fault LED lit; more than one node only where `manyNodes` says so. */
  resolve: op<
    { readonly ids: readonly string[] | 'LED'; readonly manyNodes: boolean },
    { readonly resolved: readonly string[]; readonly already: readonly string[] },
    ResolveNote
  >(),
  /** Tells of each new entry once, until the run ends; `last`: so many of the newest first, or `all`. */
  follow: op<{ readonly last: number | 'all' } & PolicySource, { readonly entries: number }, FollowNote>(),
})
