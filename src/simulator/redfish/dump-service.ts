import type { SimulatedBmc } from '../bmc.ts'
import { dumpPieces, type SimulatedDump } from '../dumps.ts'
import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { problem } from './problem.ts'
import { link, type ResourceTree, type Visit } from './resource.ts'

/** Where the log services of the manager are. */
export const managerLogsPath = ({ manager }: FamilyTraits) => `/redfish/v1/Managers/${manager}/LogServices`

const dumpsPath = (traits: FamilyTraits) => `${managerLogsPath(traits)}/Dump`

/** The dumps of the BMC, as bmcweb has them: listed when they are written, each with a file, collected by a task. */
export function dumpService(traits: FamilyTraits): ResourceTree {
  if (!traits.config.hasDumps) return {}
  const logs = managerLogsPath(traits)
  const path = dumpsPath(traits)
  return {
    [logs]: {
      show: () => ({
        ...link(logs),
        '@odata.type': '#LogServiceCollection.LogServiceCollection',
        Members: [link(path)],
        'Members@odata.count': 1,
        Name: 'Open BMC Log Services Collection',
      }),
    },
    [path]: {
      show: () => ({
        ...link(path),
        '@odata.type': '#LogService.v1_2_0.LogService',
        Actions: {
          '#LogService.ClearLog': { target: `${path}/Actions/LogService.ClearLog` },
          '#LogService.CollectDiagnosticData': {
            target: `${path}/Actions/LogService.CollectDiagnosticData`,
          },
        },
        Description: 'BMC Dump LogService',
        Entries: link(`${path}/Entries`),
        Id: 'Dump',
        Name: 'Dump LogService',
        OverWritePolicy: 'WrapsWhenFull',
      }),
    },
    [`${path}/Entries`]: { show: (visit) => entries(visit) },
    [`${path}/Entries/*`]: {
      show: ({ bmc, id }) => shown(traits, bmc, bmc.dumps.complete(id)),
      remove: removeDump,
    },
    [`${path}/Entries/*/attachment`]: { fetch: download },
    [`${path}/Actions/LogService.ClearLog`]: {
      create({ bmc }) {
        bmc.dumps.clear()
        return traits.actionDone
      },
    },
    [`${path}/Actions/LogService.CollectDiagnosticData`]: { create: collect },
  }
}

function entries({ bmc, traits }: Visit): JsonObject {
  const path = `${dumpsPath(traits)}/Entries`
  const members = bmc.dumps.all.filter(({ isComplete }) => isComplete).map((dump) => shown(traits, bmc, dump))
  return {
    ...link(path),
    '@odata.type': '#LogEntryCollection.LogEntryCollection',
    Members: members,
    'Members@odata.count': members.length,
    Name: 'BMC Dump Entries',
  }
}

function shown(
  traits: FamilyTraits,
  { dumps }: SimulatedBmc,
  dump: SimulatedDump | undefined,
): JsonObject | undefined {
  if (!dump) return undefined
  const path = entryPath(traits, dump.id)
  return {
    ...link(path),
    '@odata.type': '#LogEntry.v1_9_0.LogEntry',
    AdditionalDataSizeBytes: dumps.bytes,
    AdditionalDataURI: `${path}/attachment`,
    Created: new Date(dump.startedAt).toISOString().replace('Z', '+00:00'),
    DiagnosticDataType: 'Manager',
    EntryType: 'Event',
    Id: String(dump.id),
    Name: 'BMC Dump Entry',
  }
}

function entryPath(traits: FamilyTraits, id: number): string {
  return `${dumpsPath(traits)}/Entries/${id}`
}

function removeDump({ bmc, traits, id }: Visit): BmcReply {
  if (!bmc.dumps.complete(id)) return traits.error(404, problem('ResourceNotFound', 'LogEntry', id))
  bmc.dumps.remove(Number(id))
  return traits.changeDone
}

function download({ bmc, traits, request }: Visit): BmcReply {
  const id = request.path.split('/').at(-2) ?? ''
  const dump = bmc.dumps.complete(id)
  if (!dump) return traits.error(404, problem('ResourceNotFound', 'LogEntry', id))
  const { bytes } = bmc.dumps
  bmc.dumps.onPiece()
  return { status: 200, download: { bytes, pieces: () => dumpPieces(dump.id, bytes) } }
}

function collect({ bmc, traits, request }: Visit): BmcReply {
  const sent = asObject(jsonBody(request))
  if (sent?.DiagnosticDataType !== 'Manager') {
    const action = 'LogService.CollectDiagnosticData'
    return traits.error(400, problem('ActionParameterMissing', action, 'DiagnosticDataType'))
  }
  const id = dumpTaskId(bmc.dumps.create())
  const path = `/redfish/v1/TaskService/Tasks/${id}`
  return { status: 202, headers: { location: `${path}/Monitor` }, body: dumpTask({ bmc, traits }, id) ?? {} }
}

const TASK = /^dump(\d+)$/
const dumpTaskId = (dump: number) => `dump${dump}`

/** The task that collects a dump, with its entry among the headers of its payload as soon as it is there; undefined for other tasks. */
export function dumpTask({ bmc, traits }: Pick<Visit, 'bmc' | 'traits'>, id: string): JsonObject | undefined {
  const number = Number(TASK.exec(id)?.[1] ?? Number.NaN)
  const dump = bmc.dumps.all.find((one) => one.id === number)
  if (!dump) return undefined
  const { isComplete } = dump
  return {
    ...link(`/redfish/v1/TaskService/Tasks/${id}`),
    '@odata.type': '#Task.v1_4_3.Task',
    Id: id,
    Messages: [],
    Name: `Task ${id}`,
    Payload: {
      HttpHeaders: ['User-Agent: hwctl', ...(isComplete ? [`Location: ${entryPath(traits, number)}`] : [])],
      HttpOperation: 'POST',
      TargetUri: `${dumpsPath(traits)}/Actions/LogService.CollectDiagnosticData`,
    },
    PercentComplete: isComplete ? 100 : 0,
    TaskState: isComplete ? 'Completed' : 'Running',
    TaskStatus: 'OK',
  }
}
