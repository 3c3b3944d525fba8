import { factsOf, HwctlError } from '../../core/errors.ts'
import { executor, steps, type Target } from '../../core/lifecycle.ts'
import { type Look, type Pace, until } from '../../core/poll.ts'
import { dumpFolderOf } from '../flows/dump-folder.ts'
import { fetchDump } from '../flows/fetch-dump.ts'
import { patiently } from '../flows/patience.ts'
import { Dump, type DumpChoice, type DumpEntry, type DumpFile, type DumpNote } from '../managers/dump.ts'
import {
  clearDumps,
  collectDump,
  type DumpObject,
  type DumpService,
  deleteDump,
  downloadDump,
  dumpService,
  listDumps,
  type StartedDump,
} from './client/dump-service.ts'
import { lookAtTask } from './client/dump-task.ts'
import type { RedfishClient } from './client/resource.ts'
import { lastSegment } from './client/system.ts'
import { protocol } from './protocol.ts'

const FIND = 'GET the Manager, its LogServices, and the one that collects diagnostic data'
const LIST = 'GET its Entries'
const COLLECT = 'POST #LogService.CollectDiagnosticData Manager'

/** Dumps over Redfish: entries of a log service that have a file (DSP2046, LogEntry.AdditionalDataURI). */
export default executor(Dump, protocol, {
  list: steps({
    plan: () => [FIND, LIST],
    look: ({ bmc }) => dumpService(bmc, 'look_for_dumps'),
    run: async ({ bmc }) => (await dumps(bmc, 'list_dump_info')).map(entryOf),
  }),
  generate: steps({
    plan: () => [FIND, COLLECT],
    look: ({ bmc }) => dumpService(bmc, 'look_for_dumps'),
    async run({ bmc }) {
      const { task, entry } = await collectDump(bmc, await dumpService(bmc, 'create_dump'))
      if (entry !== undefined) return { id: lastSegment(entry) }
      return task === undefined ? {} : { task: lastSegment(task) }
    },
  }),
  clear: steps({
    plan: ({ which }) => [
      FIND,
      ...(which === 'all'
        ? ['POST #LogService.ClearLog, or DELETE each entry where that is not offered']
        : [LIST, `DELETE entry ${which.id}`]),
    ],
    look: ({ bmc }) => dumpService(bmc, 'look_for_dumps'),
    run: ({ bmc }, { which }) => clear(bmc, which),
  }),
  download: steps({
    plan: ({ which }) => [FIND, LIST, `GET the AdditionalDataURI of ${which === 'all' ? 'each' : which.id}`],
    look: ({ bmc }) => dumpService(bmc, 'look_for_dumps'),
    pre({ into, which }, scope) {
      if (which === 'all') scope.note({ saying: 'downloading-all' })
      return dumpFolderOf({ into, cwd: scope.cwd, nodes: scope.nodes.length })
    },
    async run(target, { which }, folder) {
      const all = await dumps(target.bmc, 'download_dump')
      const files: DumpFile[] = []
      for (const dump of which === 'all' ? all : [chosen(target.bmc, all, which.id)])
        files.push(await fetch(target, dump, folder))
      return files
    },
  }),
  collect: steps({
    plan: () => [
      FIND,
      LIST,
      COLLECT,
      'GET its task, again and again until it has ended',
      LIST,
      'GET the AdditionalDataURI of the new entry',
    ],
    look: ({ bmc }) => dumpService(bmc, 'look_for_dumps'),
    pre({ into }, scope) {
      scope.note({ saying: 'capturing' })
      return dumpFolderOf({ into, cwd: scope.cwd, nodes: scope.nodes.length })
    },
    async run(target, { waitMs }, folder) {
      const service = await dumpService(target.bmc, 'create_dump')
      const before = await listDumps(target.bmc, service)
      const started = await collectDump(target.bmc, service)
      target.note({ saying: 'requested', ...named(started) })
      return fetch(target, await appears(target, { service, before, started }, waitMs), folder)
    },
  }),
})

async function dumps(bmc: RedfishClient, operation: string): Promise<readonly DumpObject[]> {
  return listDumps(bmc, await dumpService(bmc, operation))
}

async function clear(bmc: RedfishClient, which: DumpChoice): Promise<{ readonly cleared: string }> {
  const service = await dumpService(bmc, 'clear_dump')
  if (which === 'all' && service.clear !== undefined) {
    await clearDumps(bmc, service.clear)
    return { cleared: 'all' }
  }
  const all = await listDumps(bmc, service)
  for (const dump of which === 'all' ? all : [chosen(bmc, all, which.id)]) await deleteDump(bmc, dump)
  return { cleared: which === 'all' ? 'all' : which.id }
}

function chosen({ session }: RedfishClient, all: readonly DumpObject[], id: string): DumpObject {
  const found = all.find((one) => one.id === id)
  if (found) return found
  const { host, port } = session.rest.endpoint
  throw new HwctlError({ kind: 'bmc', host, port, status: 404, message: `no dump ${id}`, noDump: id })
}

function fetch(target: Target<RedfishClient, DumpNote>, dump: DumpObject, folder: string): Promise<DumpFile> {
  return fetchDump(target, { id: dump.id, folder }, (sink) => downloadDump(target.bmc, dump, sink))
}

/** How often the BMC is asked for a new dump, and how often the operator hears of it, as in xCAT: 8 times 15 s. */
const EVERY_MS = 15_000
const TELL_MS = 8 * EVERY_MS

interface Collecting {
  readonly service: DumpService
  readonly before: readonly DumpObject[]
  readonly started: StartedDump
}

/** What a dump is called before its entry is there. */
function named({ task, entry }: StartedDump): { readonly id?: string; readonly task?: string } {
  if (entry !== undefined) return { id: lastSegment(entry) }
  return task === undefined ? {} : { task: lastSegment(task) }
}

async function appears(
  target: Target<RedfishClient, DumpNote>,
  collecting: Collecting,
  waitMs: number,
): Promise<DumpObject> {
  const pace: Pace = { firstMs: Math.min(1000, waitMs / 10), everyMs: EVERY_MS, forMs: waitMs }
  const { id, task } = named(collecting.started)
  const waitingFor = id ? `dump ${id}` : task ? `the dump of task ${task}` : 'the dump'
  let tellAt = performance.now() + TELL_MS
  const look = async () => {
    const seen = await patiently(() => lookFor(target.bmc, collecting))
    if (!seen.done && performance.now() >= tellAt) {
      tellAt += TELL_MS
      target.note({ saying: 'still-waiting', ...named(collecting.started) })
    }
    return seen
  }
  const wait = { sent: 'CollectDiagnosticData', waitingFor, pace, signal: target.signal }
  return until(look, wait).catch((thrown: unknown) => {
    const facts = factsOf(thrown)
    throw facts.kind === 'deadline' ? new HwctlError({ ...facts, absent: true }, thrown) : thrown
  })
}

/** The entry that the task names, or the only one that was not there before. */
async function lookFor(bmc: RedfishClient, collecting: Collecting): Promise<Look<DumpObject>> {
  const { service, before, started } = collecting
  const task = started.task === undefined ? undefined : await lookAtTask(bmc, started.task)
  if (task && !task.isOver) return { done: false, seen: task.state }
  const wanted = task?.entry ?? started.entry
  const now = await listDumps(bmc, service)
  const fresh = now.filter(({ path }) => !before.some((one) => one.path === path))
  const found = wanted === undefined ? fresh.at(-1) : now.find(({ path }) => path === wanted)
  return found ? { done: true, value: found } : { done: false, seen: 'no new dump' }
}

function entryOf({ id, created, bytes }: DumpObject): DumpEntry {
  const at = created === undefined ? Number.NaN : Date.parse(created)
  return {
    id,
    ...(Number.isFinite(at) && { generatedAt: new Date(at).toISOString() }),
    ...(bytes !== undefined && { size: bytes }),
  }
}
