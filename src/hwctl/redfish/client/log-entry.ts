import { HwctlError } from '../../../core/errors.ts'
import type { LogEntry } from '../../managers/eventlog.ts'
import type { LogSource } from './log-service.ts'
import { filled, messageText } from './message-registry.ts'
import { type JsonObject, linkAt, objectAt, textAt } from './property.ts'
import { patch, type RedfishClient, readObject } from './resource.ts'
import { lastSegment } from './system.ts'

/** An entry, and where its BMC has it. */
export interface LogItem {
  readonly path: string
  readonly entry: LogEntry
}

/** A LogEntry (DSP2046) in the terms of the manager; whatever is not as it should be is as good as absent. */
export async function itemOf(
  bmc: RedfishClient,
  operation: string,
  { name }: LogSource,
  shown: JsonObject,
): Promise<LogItem> {
  const path = textAt(shown, '@odata.id') ?? ''
  const at = timeOf(textAt(shown, 'Created') ?? textAt(shown, 'EventTimestamp'))
  const severity = textAt(shown, 'Severity')
  const eventId = textAt(shown, 'MessageId')
  const entry = {
    id: textAt(shown, 'Id') ?? lastSegment(path),
    ...(name !== undefined && { log: name }),
    ...(at !== undefined && { at }),
    ...(severity !== undefined && { severity }),
    message: await messageOf(bmc, operation, shown),
    ...(typeof shown.Resolved === 'boolean' && { resolved: shown.Resolved }),
    callouts: calloutsOf(shown),
    ...(eventId !== undefined && { eventId }),
    details: detailsOf(shown),
  }
  return { path, entry }
}

/** A time without a zone is taken for UTC. */
function timeOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const at = new Date(/(Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** Its text; where it has none, that of the registry; where there is none either, what names it. */
async function messageOf(bmc: RedfishClient, operation: string, shown: JsonObject): Promise<string> {
  const args = Array.isArray(shown.MessageArgs) ? shown.MessageArgs.map(String) : []
  const own = textAt(shown, 'Message')
  if (own !== undefined) return filled(own, args)
  const id = textAt(shown, 'MessageId')
  const text = id === undefined ? undefined : await messageText(bmc, operation, id)
  if (text !== undefined) return filled(text, args)
  if (id !== undefined) return args.length > 0 ? `${id}: ${args.join(', ')}` : id
  const sensor = [textAt(shown, 'SensorType'), textAt(shown, 'EntryCode')].filter(
    (part) => part !== undefined,
  )
  return sensor.join(': ') || (textAt(shown, 'Description') ?? textAt(shown, 'Name') ?? '')
}

/** What a warning or something worse is about. An entry that all is well with names where it came from, which is at no fault. */
function calloutsOf(shown: JsonObject): readonly string[] {
  const origin = linkAt(objectAt(shown, 'Links'), 'OriginOfCondition')
  return origin === undefined || textAt(shown, 'Severity') === 'OK' ? [] : [origin]
}

const DETAILS = ['EntryType', 'EntryCode', 'SensorType', 'Resolution']

function detailsOf(shown: JsonObject): readonly string[] {
  return DETAILS.flatMap((name) => {
    const value = textAt(shown, name)
    return value === undefined ? [] : [`${name}=${value}`]
  })
}

/**
 * PATCH Resolved, with the tag that the entry has now. What a service says beside a good answer is checked by reading again.
 * @throws HwctlError `bmc`, with status 200 where the entry is as it was
 */
export async function patchResolved(bmc: RedfishClient, operation: string, path: string): Promise<void> {
  const said = await patch(bmc, operation, await readObject(bmc, operation, path), { Resolved: true })
  if (said === undefined) return
  const { data } = await readObject(bmc, operation, path)
  if (data.Resolved === true) return
  const { host, port } = bmc.session.rest.endpoint
  throw new HwctlError({ kind: 'bmc', host, port, status: 200, message: `not changed: ${said}` })
}
