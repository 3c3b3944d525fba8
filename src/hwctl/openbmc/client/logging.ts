import { z } from 'zod'
import type { LogEntry } from '../../managers/eventlog.ts'
import { flagged, type LogProperties, logProperties } from './log-properties.ts'
import { anyObject, get, lastPart, malformed, type OpenBmcClient, post, put, ROOT } from './request.ts'

const LOGGING = '/logging'
const ENTRY = /\/logging\/entry\/(\d+)$/

/** GET /logging/enumerate: every entry, in the order of the ids. */
export async function listEntries(bmc: OpenBmcClient): Promise<readonly LogEntry[]> {
  const path = `${LOGGING}/enumerate`
  const tree = anyObject.safeParse((await get(bmc, 'get_eventlog_info', path)) ?? {})
  if (!tree.success) throw malformed(bmc.session.rest, ROOT + path, 'not a map of objects')
  const entries = Object.entries(tree.data).flatMap(([at, object]) => {
    const id = ENTRY.exec(at)?.[1]
    if (id === undefined) return []
    const properties = logProperties.safeParse(object)
    if (!properties.success) throw malformed(bmc.session.rest, at, 'not an object')
    return [entryOf(id, properties.data)]
  })
  return entries.sort((a, b) => Number(a.id) - Number(b.id))
}

/** GET /logging/list, and the newest entry of it: much less than everything, on a BMC with a long log. Undefined for an empty one. */
export async function newestEntry(bmc: OpenBmcClient): Promise<LogEntry | undefined> {
  const path = `${LOGGING}/list`
  const paths = z.array(z.string()).safeParse((await get(bmc, 'list_eventlog', path)) ?? [])
  if (!paths.success) throw malformed(bmc.session.rest, ROOT + path, 'not a list of paths')
  const newest = paths.data.reduce((most, at) => Math.max(most, Number(ENTRY.exec(at)?.[1] ?? 0)), 0)
  if (newest === 0) return undefined
  const at = `${LOGGING}/entry/${newest}`
  const properties = logProperties.safeParse(await get(bmc, 'get_eventlog_entry', at))
  if (!properties.success) throw malformed(bmc.session.rest, ROOT + at, 'not an object')
  return entryOf(String(newest), properties.data)
}

/** POST /logging/action/DeleteAll */
export async function deleteEntries(bmc: OpenBmcClient): Promise<void> {
  await post(bmc, 'clear_all_eventlog_records', `${LOGGING}/action/DeleteAll`, [])
}

/** PUT /logging/entry/ID/attr/Resolved true; xCAT writes the text "1", which bmcweb refuses for a boolean. */
export function putResolved(bmc: OpenBmcClient, id: string): Promise<void> {
  return put(bmc, 'resolve_event_log_entries', `${LOGGING}/entry/${id}/attr/Resolved`, true)
}

/** An entry in the terms of the manager. */
export function entryOf(id: string, shown: LogProperties): LogEntry {
  const details = shown.AdditionalData ?? []
  const pid = Number(valueAt(details, '_PID'))
  const at = new Date(Number(shown.Timestamp ?? Number.NaN))
  const severity = lastPart(shown.Severity)
  const eventId = shown.EventID || shown.EventId || undefined
  return {
    id,
    ...(!Number.isNaN(at.getTime()) && { at: at.toISOString() }),
    ...(severity && { severity }),
    message: shown.Message?.trim() ?? '',
    resolved: flagged(shown.Resolved),
    callouts: calloutsOf(shown, details),
    ...(Number.isInteger(pid) && pid > 0 && { pid }),
    ...(eventId && { eventId }),
    details,
  }
}

/** What the maker of the entry wrote down itself, and what the log made of it: an association `callout`. */
function calloutsOf(shown: LogProperties, details: readonly string[]): readonly string[] {
  const written = valueAt(details, 'CALLOUT_INVENTORY_PATH')
  const associated = (shown.Associations ?? shown.associations ?? []).flatMap(([forward, , path]) =>
    forward === 'callout' && path ? [path] : [],
  )
  return [...new Set([...(written ? [written] : []), ...associated])]
}

function valueAt(details: readonly string[], key: string): string | undefined {
  return details.find((detail) => detail.startsWith(`${key}=`))?.slice(key.length + 1)
}
