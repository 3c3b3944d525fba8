import type { LoggedEntry } from '../event-log.ts'
import { asObject, type BmcReply, type BmcRequest, type JsonObject, jsonBody } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import type { LogTraits } from './log-traits.ts'
import { problem } from './problem.ts'
import { fixedCollection, link, type ResourceTree, type Visit } from './resource.ts'

/** Where the logs of a service are. */
export function logServicesPath({ logOwner, system, manager }: FamilyTraits): string {
  return logOwner === 'system'
    ? `/redfish/v1/Systems/${system}/LogServices`
    : `/redfish/v1/Managers/${manager}/LogServices`
}

/** The log services, their entries, and what can be done with them. */
export function logServices(traits: FamilyTraits): ResourceTree {
  const path = logServicesPath(traits)
  const paths = traits.logs.map(({ id }) => `${path}/${id}`)
  return {
    [path]: fixedCollection(path, 'LogService', 'Log Service Collection', paths),
    ...Object.assign({}, ...traits.logs.map((log) => logService(`${path}/${log.id}`, log))),
  }
}

function logService(path: string, log: LogTraits): ResourceTree {
  const clear = `${path}/Actions/LogService.ClearLog`
  return {
    [path]: {
      show: () => ({
        ...link(path),
        '@odata.type': '#LogService.v1_1_0.LogService',
        ...(log.isClearable && { Actions: { '#LogService.ClearLog': { target: clear } } }),
        Entries: link(`${path}/Entries`),
        Id: log.id,
        ...(log.entryType && { LogEntryType: log.entryType }),
        Name: log.name,
        OverWritePolicy: 'WrapsWhenFull',
      }),
    },
    ...(log.isClearable && { [clear]: { create: (visit) => cleared(visit, log) } }),
    [`${path}/Entries`]: { show: (visit) => entries(visit, `${path}/Entries`, log) },
    [`${path}/Entries/*`]: {
      show: (visit) => {
        const entry = found(visit, log)
        return entry && shown(entry, `${path}/Entries`, log)
      },
      ...(log.isResolvable && { change: (visit: Visit) => resolved(visit, log) }),
    },
  }
}

function found({ bmc, id }: Visit, log: LogTraits): LoggedEntry | undefined {
  return log.log?.(bmc).get(Number(id))
}

function shown(entry: LoggedEntry, path: string, log: LogTraits): JsonObject {
  return {
    ...link(`${path}/${entry.id}`),
    '@odata.type': '#LogEntry.v1_9_0.LogEntry',
    Id: String(entry.id),
    ...log.show(entry),
    ...(log.isResolvable && { Resolved: entry.resolved }),
  }
}

/** Entries are whole in their collection, as many as a page holds. */
function entries({ bmc, request }: Visit, path: string, log: LogTraits): JsonObject {
  const all = [...(log.log?.(bmc).entries ?? [])]
  if (log.isNewestFirst) all.reverse()
  const { skip, top } = log.takesSkip ? queried(request) : { skip: 0, top: Number.POSITIVE_INFINITY }
  const end = skip + Math.min(top, log.pageSize)
  return {
    ...link(path),
    '@odata.type': '#LogEntryCollection.LogEntryCollection',
    Members: all.slice(skip, end).map((entry) => shown(entry, path, log)),
    'Members@odata.count': all.length,
    ...(end < all.length && top > log.pageSize && { 'Members@odata.nextLink': `${path}?$skip=${end}` }),
    Name: `${log.name} Entries`,
  }
}

function queried({ query = '' }: BmcRequest): { readonly skip: number; readonly top: number } {
  const wanted = new URLSearchParams(query)
  return {
    skip: Number(wanted.get('$skip') ?? 0),
    top: Number(wanted.get('$top') ?? Number.POSITIVE_INFINITY),
  }
}

function cleared({ bmc, traits }: Visit, log: LogTraits): BmcReply {
  log.log?.(bmc).clear()
  return traits.actionDone
}

function resolved(visit: Visit, log: LogTraits): BmcReply {
  const { bmc, request, traits, id } = visit
  const entry = found(visit, log)
  if (!entry) return traits.error(404, problem('ResourceNotFound', 'LogEntry', id))
  const sent = asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const stranger = Object.keys(sent).find((name) => name !== 'Resolved')
  if (stranger !== undefined) return traits.propertyError(stranger, problem('PropertyUnknown', stranger))
  if (typeof sent.Resolved !== 'boolean')
    return traits.propertyError(
      'Resolved',
      problem('PropertyValueTypeError', String(sent.Resolved), 'Resolved'),
    )
  log.log?.(bmc).setResolved(entry, sent.Resolved)
  return traits.changeDone
}
