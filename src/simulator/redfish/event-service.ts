import type { LoggedEntry } from '../event-log.ts'
import type { BmcReply, JsonObject } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { logServicesPath } from './log-service.ts'
import { problem } from './problem.ts'
import { link, type ResourceTree, type Visit } from './resource.ts'

const SERVICE = '/redfish/v1/EventService'

/** The event service, and its stream of Server-Sent Events where it has one. */
export function eventService(traits: FamilyTraits): ResourceTree {
  const { eventStream } = traits
  return {
    [SERVICE]: {
      show: ({ bmc }) => ({
        ...link(SERVICE),
        '@odata.type': '#EventService.v1_5_0.EventService',
        Id: 'EventService',
        Name: 'Event Service',
        ...(eventStream && bmc.tellsEvents && { ServerSentEventUri: eventStream }),
        ServiceEnabled: true,
        Status: { State: 'Enabled' },
      }),
    },
    ...(eventStream && { [eventStream]: { fetch: stream } }),
  }
}

/** Tells of the entries of every log. */
function stream({ bmc, traits, id }: Visit): BmcReply {
  if (!bmc.tellsEvents) return traits.error(404, problem('ResourceNotFound', 'Resource', id))
  return {
    status: 200,
    events(send) {
      const ends = traits.logs.map((log) =>
        log.log?.(bmc).listen({
          added: (entry) => send(eventOf(entry, `${logServicesPath(traits)}/${log.id}/Entries`, traits)),
          resolvedChanged: () => undefined,
        }),
      )
      return () => {
        for (const end of ends) end?.()
      }
    },
  }
}

/** bmcweb says which entry it is; an iDRAC leaves that to be found out. */
function eventOf(entry: LoggedEntry, path: string, traits: FamilyTraits): JsonObject {
  const { id, message, messageId = 'OpenBMC.0.4.Event', messageArgs = [], timestamp } = entry
  return {
    '@odata.type': '#Event.v1_7_0.Event',
    Events: [
      {
        EventId: String(id),
        EventTimestamp: new Date(timestamp).toISOString().replace(/\.\d+Z$/, '+00:00'),
        EventType: 'Event',
        ...(traits.hasActionInfo && { LogEntry: link(`${path}/${id}`) }),
        Message: message,
        MessageArgs: messageArgs,
        MessageId: messageId,
      },
    ],
    Id: String(id),
    Name: 'Event Log',
  }
}
