import type { SimulatedBmc } from '../bmc.ts'
import type { EventLog, LoggedEntry } from '../event-log.ts'
import type { JsonObject } from '../message.ts'

/** One log of a Redfish service. */
export interface LogTraits {
  readonly id: string
  readonly name: string
  /** LogEntryType of the service, where it says it. */
  readonly entryType?: string
  readonly isClearable: boolean
  /** Whether `Resolved` is there, and can be written. */
  readonly isResolvable: boolean
  readonly isNewestFirst: boolean
  /** So many entries are in one answer; the rest follows by `Members@odata.nextLink`. */
  readonly pageSize: number
  /** Whether `$skip` and `$top` are known. */
  readonly takesSkip: boolean
  /** Undefined for a log that has no events in it. */
  log?(bmc: SimulatedBmc): EventLog
  /** An entry without its address, its type and its Id, which all have. */
  show(entry: LoggedEntry): JsonObject
}
