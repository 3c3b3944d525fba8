import type { LoggedEntry } from '../event-log.ts'
import type { LogTraits } from './log-traits.ts'
import { messageOf } from './message-registry.ts'

/**
 * bmcweb with the log of phosphor-logging (its option redfish-dbus-log): entries oldest first, whole, in one answer; what is at
 * fault is not told. HostLogger is the console of the host, and no log of events.
 */
export const openBmcLogs: readonly LogTraits[] = [
  {
    id: 'EventLog',
    name: 'Event Log Service',
    isClearable: true,
    isResolvable: true,
    isNewestFirst: false,
    pageSize: Number.POSITIVE_INFINITY,
    takesSkip: true,
    log: ({ log }) => log,
    show: (entry) => ({
      Created: timeOf(entry),
      EntryType: 'Event',
      ...messageOf(entry),
      Modified: timeOf(entry),
      Name: 'System Event Log Entry',
      Severity: severityOf(entry),
    }),
  },
  {
    id: 'HostLogger',
    name: 'Host Logger Service',
    isClearable: false,
    isResolvable: false,
    isNewestFirst: false,
    pageSize: 1000,
    takesSkip: true,
    show: () => ({}),
  },
]

/** bmcweb, eventlog_utils.hpp: eight levels become three. */
export function severityOf({ severity }: LoggedEntry): string {
  if (severity === 'Warning') return 'Warning'
  return ['Alert', 'Critical', 'Emergency', 'Error'].includes(severity) ? 'Critical' : 'OK'
}

/** A time as bmcweb writes it, of UTC. */
export function timeOf({ timestamp }: LoggedEntry): string {
  return new Date(timestamp).toISOString().replace('Z', '+00:00')
}
