import { logsOfOtherThings } from '../quirks/logs-of-other-things.ts'
import { linked, memberPaths } from './collection.ts'
import { checkWrite } from './errors.ts'
import { inTurn } from './in-turn.ts'
import { type JsonObject, linkAt, linksAt, objectAt, textAt } from './property.ts'
import { orUndefined, type RedfishClient, type Resource, readIfThere } from './resource.ts'
import { getSystemObject, lastSegment } from './system.ts'
import { awaitTask } from './task.ts'

/** One log of a machine. */
export interface LogSource {
  /** What it is called among the machine's logs; absent where it is the only one. */
  readonly name?: string
  /** Where its entries are. */
  readonly entries: string
  /** Where `ClearLog` is sent; absent where the service offers none. */
  readonly clear?: string
}

/** LogService.LogEntryType of a log that has events in it, as DSP2046 and services write it; many a service does not say. */
const EVENT_TYPES = ['event', 'sel', 'oem', 'multiple']

/**
 * The logs of events that the node's system, its managers and its chassis have.
 * @throws HwctlError `bmc`, `malformed`, `node-info`
 */
export async function findLogs(bmc: RedfishClient, operation: string): Promise<readonly LogSource[]> {
  const system = await getSystemObject(bmc, operation)
  const links = objectAt(system.data, 'Links')
  const owners = [...linksAt(links, 'ManagedBy'), ...linksAt(links, 'Chassis')]
  const read = await linked(bmc, [...new Set(owners)], { operation })
  const found = new Map<string, Resource<JsonObject>>()
  for (const owner of [system, ...read])
    for (const service of await servicesOf(bmc, operation, owner.data)) found.set(service.path, service)
  return sourcesOf([...found.values()].filter(({ data }) => hasEvents(data)))
}

async function servicesOf(
  bmc: RedfishClient,
  operation: string,
  owner: JsonObject,
): Promise<readonly Resource<JsonObject>[]> {
  const path = linkAt(owner, 'LogServices')
  if (path === undefined) return []
  const paths = (await orUndefined(memberPaths(bmc, operation, path))) ?? []
  const services = await inTurn(paths, (one) => readIfThere(bmc, operation, one))
  return services.filter((service) => service !== undefined)
}

function hasEvents(service: JsonObject): boolean {
  const type = textAt(service, 'LogEntryType')?.toLowerCase()
  if (type !== undefined && !EVENT_TYPES.includes(type)) return false
  const makesDumps = '#LogService.CollectDiagnosticData' in objectAt(service, 'Actions')
  return (
    !makesDumps &&
    linkAt(service, 'Entries') !== undefined &&
    !logsOfOtherThings.ids.test(textAt(service, 'Id') ?? '')
  )
}

function sourcesOf(services: readonly Resource<JsonObject>[]): readonly LogSource[] {
  return services.map(({ path, data }) => {
    const name = services.length > 1 && { name: nameAmong(services, path) }
    const clear = textAt(objectAt(objectAt(data, 'Actions'), '#LogService.ClearLog'), 'target')
    return { ...name, entries: linkAt(data, 'Entries') ?? '', ...(clear !== undefined && { clear }) }
  })
}

/** The shortest end of its path that no other log has: `Sel`, or `BMC/Log`, without the word LogServices. */
function nameAmong(services: readonly Resource<JsonObject>[], path: string): string {
  const ends = (of: string, parts: number) => of.split('/').filter(isTelling).slice(-parts).join('/')
  for (let parts = 1; parts < 4; parts++) {
    const name = ends(path, parts)
    if (services.filter((other) => ends(other.path, parts) === name).length === 1) return name
  }
  return lastSegment(path)
}

const isTelling = (part: string) => part !== '' && part !== 'LogServices'

/** Sends `#LogService.ClearLog`, once. */
export async function sendClearLog(bmc: RedfishClient, operation: string, target: string): Promise<void> {
  const { signal } = bmc
  const answer = await bmc.session.request({ operation, method: 'POST', path: target, body: {}, signal })
  checkWrite(bmc.session.rest, answer)
  await awaitTask(bmc, operation, answer)
}
