import type { LogTraits } from './log-traits.ts'
import { messageOf } from './message-registry.ts'

/** Supermicro X10: one log of 512 entries in one answer, without severities, and no query that it knows. */
export const supermicroLogs: readonly LogTraits[] = [
  {
    id: 'Log1',
    name: 'Health Event Log Service',
    isClearable: true,
    isResolvable: false,
    isNewestFirst: false,
    pageSize: Number.POSITIVE_INFINITY,
    takesSkip: false,
    log: ({ log }) => log,
    show: (entry) => ({
      Created: new Date(entry.timestamp).toISOString().replace(/\.\d+Z$/, '+00:00'),
      EntryCode: 'Assert',
      EntryType: 'Event',
      Links: { Oem: {} },
      MessageArgs: ['ArrayOfMessageArgs'],
      ...messageOf(entry),
      Name: `Log Entry ${entry.id}`,
      SensorNumber: 255,
      SensorType: 'OEM',
    }),
  },
]
