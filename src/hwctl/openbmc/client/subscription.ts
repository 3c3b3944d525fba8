import { z } from 'zod'
import type { MessageStream } from '../../../rest/message-stream.ts'
import type { LogEntry } from '../../managers/eventlog.ts'
import { logProperties } from './log-properties.ts'
import { entryOf } from './logging.ts'
import { type OpenBmcClient, ROOT } from './request.ts'

/** Who hears what a subscription brings. */
export interface Subscriber {
  heard(text: string): void
  ended(): void
}

/** Besides the entry itself: what it has to do with the inventory, by the new and the old name. */
const INTERFACES = [
  'xyz.openbmc_project.Logging.Entry',
  'xyz.openbmc_project.Association.Definitions',
  'org.openbmc.Associations',
]

/**
 * WebSocket /subscribe: D-Bus signals of the log. Both servers take the filter as the first message; bmcweb (websocket.hpp)
 * wants the XSRF token as the protocol, phosphor-rest-server the cookie alone.
 * @throws HwctlError `bmc` with the status of a BMC that has no such thing, `connect`, `trust`, `cancelled`
 */
export async function subscribeToLog(bmc: OpenBmcClient, subscriber: Subscriber): Promise<MessageStream> {
  const { 'x-xsrf-token': protocol, ...headers } = await bmc.session.proof(bmc.signal)
  const stream = await bmc.session.rest.stream({
    operation: 'subscribe',
    path: '/subscribe',
    headers,
    ...(protocol !== undefined && { protocol }),
    signal: bmc.signal,
    heard: (text) => subscriber.heard(text),
    ended: () => subscriber.ended(),
  })
  stream.send(JSON.stringify({ paths: [`${ROOT}/logging`], interfaces: INTERFACES }))
  return stream
}

const added = z.object({
  event: z.literal('InterfacesAdded'),
  /** phosphor-rest-server: the new object; bmcweb: the log that it was added to. */
  path: z.string().nullish(),
  interfaces: z.record(z.string(), z.record(z.string(), z.unknown())),
})

/** The entry that a message tells of; `unclear` where it tells of a new object and not of which, undefined where of something else. */
export function addedEntry(text: string): LogEntry | 'unclear' | undefined {
  const message = added.safeParse(jsonOf(text))
  if (!message.success) return /"InterfacesAdded"/.test(text) ? 'unclear' : undefined
  const properties = logProperties.safeParse(Object.assign({}, ...Object.values(message.data.interfaces)))
  if (!properties.success) return 'unclear'
  const id = /\/entry\/(\d+)$/.exec(message.data.path ?? '')?.[1] ?? String(properties.data.Id ?? '')
  return /^\d+$/.test(id) && properties.data.Message ? entryOf(id, properties.data) : 'unclear'
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
