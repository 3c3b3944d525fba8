import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Keeping } from '../agent/agent-life.ts'
import type { Resolved } from '../broker/dispatch.ts'
import { JobStore } from '../broker/jobs/job-store.ts'
import { Ledger } from '../broker/ledger.ts'
import { LoginJournal } from '../broker/login-journal.ts'
import { resolve, resolveNames } from '../broker/resolve.ts'
import type { ClosableRunner } from '../broker/runners/in-process.ts'
import type { ServiceNodes } from '../broker/runners/service-node/service-nodes.ts'
import type { Call } from '../core/capability.ts'
import { usageError } from '../core/command.ts'
import type { RunEvent } from '../core/event.ts'
import type { NodeName } from '../core/node.ts'
import type { Runner } from '../core/runner.ts'
import { openHome } from '../nodes/home.ts'
import { openStore } from '../nodes/node-store.ts'
import type { CliContext } from './context.ts'
import { VERSION } from './version.ts'

/** The machines that this user has, and the way to reach them. */
export interface Fleet extends AsyncDisposable {
  /** The folder of the node store. */
  readonly home: string
  readonly runner: Runner
  /** Sessions that are open. */
  sessions(): number
  /** Ends the sessions that a killed agent left open. */
  endLeftSessions(): Promise<{ readonly left: number; readonly ended: number }>
  /** @throws HwctlError `usage` for a noderange that makes no sense or names no node */
  resolve(noderange: string, signal: AbortSignal): Promise<Resolved>
  /** These nodes, which were named once before. */
  resolveNames(names: readonly NodeName[], signal: AbortSignal): Promise<Resolved>
  /** Where the call changes passwords: puts the new one into the store beside the old one; who may not go on gets his reason. */
  prepare(call: Call, resolved: Resolved): Resolved
  /** Jobs on disk; opened when they are first asked for. */
  jobs(): JobStore
  /** Keeps what is worth keeping of an event. */
  remember(event: RunEvent): void
}

/**
 * Opens the node store; when it is disposed of, kept sessions are ended and everything that was found out is written.
 * @param keeping how sessions are kept for the next run; without it, none is
 */
export function openFleet(context: CliContext, keeping?: Keeping): Fleet {
  const home = openHome(context.env)
  const store = openStore(home)
  const ledger = new Ledger(store)
  const { keepIdleMs = 0 } = keeping ?? {}
  const journal = keepIdleMs > 0 ? new LoginJournal(home) : undefined
  let inner: Promise<ClosableRunner> | undefined
  let sessions = () => 0
  let jobs: JobStore | undefined
  const openJobs = () => {
    jobs ??= JobStore.open(home)
    return jobs
  }
  const expected = (resolved: Resolved) => {
    ledger.expect(resolved.nodes)
    return resolved
  }
  let serviceNodes: ServiceNodes | undefined
  // Whoever leaves the work to an agent does not load what talks to BMCs.
  const runner = async () => {
    const { inProcessRunner } = await import('../broker/runners/in-process.ts')
    const service = await import('../broker/runners/service-node/service-nodes.ts')
    serviceNodes = new service.ServiceNodes({ home, version: VERSION, pins: ledger })
    const made = inProcessRunner({
      pins: ledger,
      extraCa: extraCa(home),
      ...keeping,
      threads: threadsOf(context.env),
      locksHome: home,
      serviceNodes,
      ...(journal && { journal, journalHome: home }),
    })
    sessions = made.sessions
    return made
  }
  return {
    home,
    runner: {
      name: 'in-process',
      async *run(...args) {
        inner ??= runner()
        yield* (await inner).run(...args)
      },
    },
    sessions: () => sessions(),
    async endLeftSessions() {
      const left = journal?.takeLeft() ?? []
      if (left.length === 0) return { left: 0, ended: 0 }
      inner ??= runner()
      return { left: left.length, ended: await (await inner).endLeft(left) }
    },
    resolve: async (noderange, signal) => expected(await resolve(store, noderange, { ...context, signal })),
    resolveNames: async (names, signal) => expected(await resolveNames(store, names, { ...context, signal })),
    prepare: (call, resolved) => ledger.passwords.prepare(call, resolved),
    jobs: openJobs,
    remember: (event) => ledger.see(event),
    async [Symbol.asyncDispose]() {
      await (await inner)?.close()
      await serviceNodes?.[Symbol.asyncDispose]()
      journal?.close()
      ledger.flush()
      store.close()
      jobs?.close()
    },
  }
}

/** `ca.pem` in the home folder: certificates of the operator's own authority, for nodes with `tls: ca`. */
export function extraCa(home: string): readonly string[] {
  const path = join(home, 'ca.pem')
  return existsSync(path) ? [readFileSync(path, 'utf8')] : []
}

/** `HWCTL_THREADS`, or as many as there are cores but one, which is left to whoever asks. @throws HwctlError `usage` */
export function threadsOf({ HWCTL_THREADS: text }: NodeJS.ProcessEnv): number {
  if (text === undefined || text === '') return Math.max(Math.min(availableParallelism() - 1, MAX_THREADS), 1)
  if (!/^[1-9]\d?$/.test(text)) throw usageError(`HWCTL_THREADS is a number from 1 to 99, not '${text}'`)
  return Number(text)
}

/** More threads than this gain nothing: the events of all of them pass through one. */
const MAX_THREADS = 8
