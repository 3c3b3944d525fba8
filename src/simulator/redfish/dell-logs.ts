import type { LoggedEntry } from '../event-log.ts'
import type { JsonObject } from '../message.ts'
import type { LogTraits } from './log-traits.ts'
import { messageOf } from './message-registry.ts'
import { severityOf } from './openbmc-logs.ts'

/** What the logs of an iDRAC have in common: the newest first, 50 in an answer, nothing to be resolved. */
const COMMON = { isResolvable: false, isNewestFirst: true, pageSize: 50, takesSkip: true } as const

/** iDRAC 9: the SEL, and the log of the lifecycle controller, which cannot be cleared. */
export const dellLogs: readonly LogTraits[] = [
  {
    ...COMMON,
    id: 'Sel',
    name: 'SEL Log Service',
    entryType: 'SEL',
    isClearable: true,
    log: ({ log }) => log,
    show: (entry) => ({ ...entryOf(entry), EntryCode: 'Assert', EntryType: 'SEL', SensorType: 'Processor' }),
  },
  {
    ...COMMON,
    id: 'Lclog',
    name: 'LifeCycle Controller Log Service',
    entryType: 'OEM',
    isClearable: false,
    log: ({ lifecycleLog }) => lifecycleLog,
    show: (entry) => ({
      ...entryOf(entry),
      EntryType: 'Oem',
      Links: {},
      Oem: { Dell: { '@odata.type': '#DellLCLogEntry.v1_1_0.DellLCLogEntry', Category: 'Audit' } },
      OemRecordFormat: 'Dell',
    }),
  },
]

function entryOf(entry: LoggedEntry): JsonObject {
  return {
    Created: localTime(entry),
    Description: `Log Entry ${entry.id}`,
    ...messageOf(entry),
    Name: `Log Entry ${entry.id}`,
    Severity: severityOf(entry),
  }
}

/** A time as an iDRAC in Texas writes it. */
function localTime({ timestamp }: LoggedEntry): string {
  return new Date(timestamp - 5 * 3_600_000).toISOString().replace(/\.\d+Z$/, '-05:00')
}
