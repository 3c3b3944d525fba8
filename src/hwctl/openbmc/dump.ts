import { factsOf, HwctlError } from '../../core/errors.ts'
import { executor, steps, type Target } from '../../core/lifecycle.ts'
import { type Pace, until } from '../../core/poll.ts'
import { dumpFolderOf } from '../flows/dump-folder.ts'
import { fetchDump } from '../flows/fetch-dump.ts'
import { patiently } from '../flows/patience.ts'
import { Dump, type DumpChoice, type DumpEntry, type DumpFile, type DumpNote } from '../managers/dump.ts'
import {
  createDump,
  type DumpObject,
  deleteAllDumps,
  deleteDump,
  downloadDump,
  findDumpManager,
  listDumps,
} from './client/dump.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import { protocol } from './protocol.ts'

const LIST = `GET ${ROOT}/dump/enumerate`
const CREATE = `POST ${ROOT}/dump/action/CreateDump, or ${ROOT}/dump/bmc/action/CreateDump where that is not there`

/** Dumps over OpenBMC's REST. */
export default executor(Dump, protocol, {
  list: steps({
    plan: () => [LIST],
    look: ({ bmc }) => findDumpManager(bmc),
    run: async ({ bmc }) => (await listDumps(bmc)).map(entryOf),
  }),
  generate: steps({
    plan: () => [CREATE],
    look: ({ bmc }) => findDumpManager(bmc),
    async run({ bmc }) {
      const id = await createDump(bmc)
      return id === undefined ? {} : { id }
    },
  }),
  clear: steps({
    plan: ({ which }) => [
      which === 'all'
        ? `POST ${ROOT}/dump/action/DeleteAll`
        : `POST ${ROOT}/dump/entry/${which.id}/action/Delete`,
    ],
    look: ({ bmc }) => findDumpManager(bmc),
    async run({ bmc }, { which }) {
      await (which === 'all' ? deleteAllDumps(bmc) : deleteDump(bmc, which.id))
      return { cleared: which === 'all' ? 'all' : which.id }
    },
  }),
  download: steps({
    plan: ({ which }) => [LIST, `GET /download/dump/${which === 'all' ? 'ID, each' : which.id}`],
    look: ({ bmc }) => findDumpManager(bmc),
    pre({ into, which }, scope) {
      if (which === 'all') scope.note({ saying: 'downloading-all' })
      return dumpFolderOf({ into, cwd: scope.cwd, nodes: scope.nodes.length })
    },
    async run(target, { which }, folder) {
      const files: DumpFile[] = []
      for (const id of await chosen(target.bmc, which)) files.push(await fetch(target, id, folder))
      return files
    },
  }),
  collect: steps({
    plan: () => [CREATE, `${LIST}, again and again until the dump is there`, 'GET /download/dump/ID'],
    look: ({ bmc }) => findDumpManager(bmc),
    pre({ into }, scope) {
      scope.note({ saying: 'capturing' })
      return dumpFolderOf({ into, cwd: scope.cwd, nodes: scope.nodes.length })
    },
    async run(target, { waitMs }, folder) {
      const id = await createDump(target.bmc)
      if (id === undefined) throw noId(target.bmc)
      target.note({ saying: 'requested', id })
      await appears(target, id, waitMs)
      return fetch(target, id, folder)
    },
  }),
})

/** How often the BMC is asked for a new dump, and how often the operator hears of it, as in xCAT: 8 times 15 s. */
const EVERY_MS = 15_000
const TELL_MS = 8 * EVERY_MS

async function appears(target: Target<OpenBmcClient, DumpNote>, id: string, waitMs: number): Promise<void> {
  const pace: Pace = { firstMs: Math.min(1000, waitMs / 10), everyMs: EVERY_MS, forMs: waitMs }
  let tellAt = performance.now() + TELL_MS
  const look = () =>
    patiently(async () => {
      const dump = (await listDumps(target.bmc)).find((one) => one.id === id)
      if (dump && isComplete(dump)) return { done: true as const, value: undefined }
      if (dump?.status === 'Failed' || dump?.status === 'Aborted') throw failed(target.bmc, id, dump.status)
      if (performance.now() >= tellAt) {
        tellAt += TELL_MS
        target.note({ saying: 'still-waiting', id })
      }
      return { done: false as const, seen: dump?.status ?? 'no such dump' }
    })
  const wait = { sent: 'CreateDump', waitingFor: `dump ${id}`, pace, signal: target.signal }
  await until(look, wait).catch((thrown: unknown) => {
    const facts = factsOf(thrown)
    throw facts.kind === 'deadline' ? new HwctlError({ ...facts, absent: true }, thrown) : thrown
  })
}

/** Newer images list a dump before it is written: with its status, and no size. */
function isComplete({ status }: DumpObject): boolean {
  return status === undefined || status === 'Completed'
}

function fetch(target: Target<OpenBmcClient, DumpNote>, id: string, folder: string): Promise<DumpFile> {
  return fetchDump(target, { id, folder }, (sink) => downloadDump(target.bmc, id, sink))
}

async function chosen(bmc: OpenBmcClient, which: DumpChoice): Promise<readonly string[]> {
  const ids = (await listDumps(bmc)).filter(isComplete).map(({ id }) => id)
  if (which === 'all') return ids
  if (ids.includes(which.id)) return [which.id]
  const { host, port } = bmc.session.rest.endpoint
  throw new HwctlError({
    kind: 'bmc',
    host,
    port,
    status: 404,
    message: `no dump ${which.id}`,
    noDump: which.id,
  })
}

function entryOf({ id, bytes, elapsed }: DumpObject): DumpEntry {
  return {
    id,
    ...(elapsed && { generatedAt: new Date(milliseconds(elapsed)).toISOString() }),
    ...(bytes !== undefined && { size: bytes }),
  }
}

/** Seconds until 2020, then milliseconds, then microseconds: told apart by how large they are. */
function milliseconds(elapsed: number): number {
  if (elapsed > 1e14) return elapsed / 1000
  return elapsed > 1e11 ? elapsed : elapsed * 1000
}

function noId({ session }: OpenBmcClient): HwctlError {
  const { host, port } = session.rest.endpoint
  const path = `${ROOT}/dump/action/CreateDump`
  return new HwctlError({
    kind: 'malformed',
    host,
    port,
    path,
    problem: 'no ID of the dump',
    outcomeUnknown: true,
  })
}

function failed({ session }: OpenBmcClient, id: string, status: string): HwctlError {
  const { host, port } = session.rest.endpoint
  return new HwctlError({ kind: 'bmc', host, port, status: 200, message: `dump ${id}: ${status}` })
}
