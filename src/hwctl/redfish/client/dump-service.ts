import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import type { BodySink } from '../../../rest/download.ts'
import type { RestAnswer } from '../../../rest/request.ts'
import { members } from './collection.ts'
import { locationOf, taskIn } from './dump-task.ts'
import { check, checkWrite } from './errors.ts'
import { pathIn } from './location.ts'
import { getManagerObject } from './manager.ts'
import { known } from './memory.ts'
import { type JsonObject, linkAt, numberOf, objectAt, textAt } from './property.ts'
import { orUndefined, type RedfishClient, type Resource, read, readingOnce } from './resource.ts'
import { getSystemObject } from './system.ts'
import { awaitTask } from './task.ts'

/** A log service that collects diagnostic data: where its entries are, and what may be sent where. */
export interface DumpService {
  readonly entries: string
  readonly collect: string
  readonly clear?: string
}

/** One entry with a file, as the service words it. */
export interface DumpObject {
  readonly path: string
  readonly id: string
  /** Where its file is. */
  readonly file: string
  readonly created?: string
  readonly bytes?: number
}

/** What was begun: a task to be followed, or an entry that is there already, or nothing that is said. */
export interface StartedDump {
  readonly task?: string
  readonly entry?: string
}

const TYPE = 'Manager'

/**
 * The log service of the BMC, else of its system, with #LogService.CollectDiagnosticData (DSP2046) for the BMC's own data.
 * @throws HwctlError `unsupported` where there is none
 */
export function dumpService(bmc: RedfishClient, operation: string): Promise<DumpService> {
  return known(bmc, `dumps ${bmc.system ?? ''}`, async (following) => {
    const finding = readingOnce(following)
    const system = await getSystemObject(finding, operation)
    const manager = await orUndefined(getManagerObject(finding, operation, system))
    for (const owner of [manager, system]) {
      const path = owner && linkAt(owner.data, 'LogServices')
      const services = path ? await orUndefined(members(finding, path, { operation })) : []
      for (const service of services ?? []) {
        const dumps = await collecting(finding, operation, service)
        if (dumps) return dumps
      }
    }
    const what = 'dumps: no log service of this BMC collects diagnostic data'
    throw new HwctlError({ kind: 'unsupported', what })
  })
}

async function collecting(
  bmc: RedfishClient,
  operation: string,
  { data }: Resource<JsonObject>,
): Promise<DumpService | undefined> {
  const actions = objectAt(data, 'Actions')
  const action = objectAt(actions, '#LogService.CollectDiagnosticData')
  const collect = textAt(action, 'target')
  const entries = linkAt(data, 'Entries')
  if (collect === undefined || entries === undefined) return undefined
  const types = await typesOf(bmc, operation, action)
  if (types && !types.includes(TYPE)) return undefined
  const clear = textAt(objectAt(actions, '#LogService.ClearLog'), 'target')
  return { entries, collect, ...(clear !== undefined && { clear }) }
}

const words = z.array(z.string()).nullish().catch(undefined)
const actionInfo = z.object({ Parameters: z.array(z.object({ Name: z.string(), AllowableValues: words })) })

/** What it can collect, in place or in its ActionInfo; undefined where it does not say. */
async function typesOf(
  bmc: RedfishClient,
  operation: string,
  action: JsonObject,
): Promise<readonly string[] | undefined> {
  const direct = words.parse(action['DiagnosticDataType@Redfish.AllowableValues'])
  const info = textAt(action, '@Redfish.ActionInfo')
  if (direct || info === undefined) return direct ?? undefined
  const { data } = await read(bmc, operation, info, actionInfo)
  return data.Parameters.find(({ Name }) => Name === 'DiagnosticDataType')?.AllowableValues ?? undefined
}

/** The entries that have a file, by their numbers. */
export async function listDumps(
  bmc: RedfishClient,
  { entries }: DumpService,
): Promise<readonly DumpObject[]> {
  const all = await members(bmc, entries, { operation: 'list_dump_info' })
  return all.flatMap(dumpOf).sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }))
}

function dumpOf({ path, data }: Resource<JsonObject>): readonly DumpObject[] {
  const uri = textAt(data, 'AdditionalDataURI')
  const file = uri === undefined ? undefined : pathIn(uri)
  if (file === undefined) return []
  const id = textAt(data, 'Id') ?? path.replace(/\/$/, '').split('/').at(-1) ?? path
  const created = textAt(data, 'Created')
  const bytes = numberOf(data.AdditionalDataSizeBytes)
  return [{ path, id, file, ...(created && { created }), ...(bytes !== null && { bytes }) }]
}

/** POST #LogService.CollectDiagnosticData */
export async function collectDump(bmc: RedfishClient, { collect }: DumpService): Promise<StartedDump> {
  const answer = await post(bmc, 'create_dump', collect, { DiagnosticDataType: TYPE })
  const location = locationOf(answer)
  if (answer.status !== 202) return location === undefined ? {} : { entry: location }
  const task = taskIn(answer.json) ?? location
  return task === undefined ? {} : { task }
}

/** DELETE of an entry. */
export async function deleteDump(bmc: RedfishClient, { path }: DumpObject): Promise<void> {
  const request = { operation: 'clear_dump', method: 'DELETE', path, signal: bmc.signal } as const
  const answer = await bmc.session.request(request)
  checkWrite(bmc.session.rest, answer)
  await awaitTask(bmc, 'clear_dump', answer)
}

/** POST #LogService.ClearLog */
export async function clearDumps(bmc: RedfishClient, clear: string): Promise<void> {
  await awaitTask(bmc, 'clear_dump_all', await post(bmc, 'clear_dump_all', clear, {}))
}

async function post(
  bmc: RedfishClient,
  operation: string,
  path: string,
  body: JsonObject,
): Promise<RestAnswer> {
  const answer = await bmc.session.request({ operation, method: 'POST', path, body, signal: bmc.signal })
  checkWrite(bmc.session.rest, answer)
  return answer
}

/** GET of an entry's AdditionalDataURI, streamed. */
export async function downloadDump(
  { session, signal }: RedfishClient,
  { file }: DumpObject,
  into: BodySink,
): Promise<void> {
  const request = { operation: 'download_dump', method: 'GET', path: file, into, signal } as const
  check(session.rest, await session.request(request))
}
