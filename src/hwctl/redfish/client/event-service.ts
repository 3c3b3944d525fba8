import type { EventStream } from '../../../rest/event-stream.ts'
import { isObject, type JsonObject, objectsAt, textAt } from './property.ts'
import { type RedfishClient, readObject } from './resource.ts'
import { getServiceRoot } from './service-root.ts'

/** Who hears of events. */
export interface EventHearer {
  /** Something was logged, or may have been. */
  heard(): void
  ended(): void
}

/**
 * Opens the stream of Server-Sent Events (DSP0266 13.5) of a service that has one; undefined where it has none.
 * @throws HwctlError `connect`, `trust`, `cancelled`; `bmc` where it does not open it, `malformed`
 */
export async function openEvents(
  bmc: RedfishClient,
  operation: string,
  hearer: EventHearer,
): Promise<EventStream | undefined> {
  const path = await streamPath(bmc, operation) // with a session that the BMC knows: a stream does not log in again
  if (path === undefined) return undefined
  return bmc.session.rest.events({
    operation,
    path,
    headers: await bmc.session.proof(bmc.signal),
    signal: bmc.signal,
    heard(data) {
      if (mayBeLogged(data)) hearer.heard()
    },
    ended: () => hearer.ended(),
  })
}

async function streamPath(bmc: RedfishClient, operation: string): Promise<string | undefined> {
  const { EventService: service } = await getServiceRoot(bmc, operation)
  if (service === undefined) return undefined
  const { data } = await readObject(bmc, operation, service)
  return data.ServiceEnabled === false ? undefined : textAt(data, 'ServerSentEventUri')
}

/** Whether an event may be about a log: not one that only says that the service lives, and no report of measurements. */
function mayBeLogged(data: string): boolean {
  const event = jsonOf(data)
  if (!event) return true
  const events = objectsAt(event, 'Events')
  if (!('Events' in event)) return false
  return !events.every((one) => textAt(one, 'MessageId')?.endsWith('.RedfishServiceFunctional'))
}

function jsonOf(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
