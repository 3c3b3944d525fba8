import { runCall, runPrepared } from '../../core/engine.ts'
import type { EngineParts, PreparedCall } from '../../core/engine-parts.ts'
import type { RunEvent } from '../../core/event.ts'
import type { NodeInfo } from '../../core/node.ts'
import type { Invocation, Runner, RunOptions } from '../../core/runner.ts'
import { HomeLocks } from '../jobs/home-locks.ts'
import { holdOf, withLocks } from '../jobs/locked-lease.ts'
import type { LeftLogin } from '../login-journal.ts'
import { BmcAccess, type BmcAccessParts } from './bmc-access.ts'
import { type ServiceNodeDealer, withServiceNodes } from './service-node/dealing.ts'
import { ThreadPool } from './threads/thread-pool.ts'

/** A runner that has sessions to end. */
export interface ClosableRunner extends Runner {
  /** The same for what was prepared elsewhere. */
  runPrepared(
    work: PreparedCall & { readonly command: string },
    nodes: readonly NodeInfo[],
    options: RunOptions,
  ): AsyncIterable<RunEvent>
  /** Sessions that are open, used or kept. */
  sessions(): number
  /** Ends sessions that a killed process left open; how many could be ended. */
  endLeft(left: readonly LeftLogin[]): Promise<number>
  /** Ends every session that is kept. */
  close(): Promise<void>
}

/** What more there is to say where a process may use several threads. */
export interface InProcessParts extends BmcAccessParts {
  /** The home folder, where threads keep their journals of open logins. */
  readonly journalHome?: string
  /** From so many nodes on more threads are used than one. */
  readonly manyNodes?: number
  /** The home folder, where it is kept who has which BMC for himself; without it, nobody has. */
  readonly locksHome?: string
  /** Where nodes are worked on that are reached from other machines. */
  readonly serviceNodes?: ServiceNodeDealer
}

/** Runs calls in this process: in one thread, or, where there are nodes for it, in several. */
export function inProcessRunner(parts: InProcessParts): ClosableRunner {
  const access = new BmcAccess(parts)
  const locks = parts.locksHome === undefined ? undefined : new HomeLocks(parts.locksHome)
  const pool = poolOf(parts, locks)
  const engine = ({ command }: Invocation): EngineParts => ({
    protocolOf: (node, emit, options) => access.protocolOf(node, emit, options),
    lease: (node, protocol, emit, options) => access.lease(node, protocol, emit, options),
    executor: (protocol, capability) => access.executor(protocol, capability),
    ...(pool && { deal: (nodes) => pool.deal(nodes, command) }),
  })
  return {
    name: 'in-process',
    run(invocation, nodes, options) {
      const hold = holdOf(invocation, locks && (() => locks.open()))
      const locked = withLocks(engine(invocation), hold)
      const there = withServiceNodes(locked, { invocation, hold }, parts.serviceNodes)
      return runCall(there, invocation.call, nodes, options)
    },
    runPrepared({ command, ...work }, nodes, options) {
      const { call } = work
      const hold = holdOf({ command, call }, locks && (() => locks.open()))
      return runPrepared(withLocks(engine({ command, words: [], call }), hold), work, nodes, options)
    },
    sessions: () => access.sessions + (pool?.sessions ?? 0),
    endLeft: (left) => access.endLeft(left),
    async close() {
      await Promise.all([access.close(), pool?.close()])
      locks?.close()
    },
  }
}

function poolOf(parts: InProcessParts, locks: HomeLocks | undefined): ThreadPool | undefined {
  const {
    threads = 1,
    pins,
    extraCa = [],
    limits,
    keepIdleMs = 0,
    journalHome,
    locksHome,
    manyNodes,
    leftOpen,
  } = parts
  if (threads < 2) return undefined
  const start = { threads, extraCa, limits, keepIdleMs, journalHome, locksHome }
  const forsaken = (nodes: readonly NodeInfo[]) => {
    for (const node of nodes) locks?.open().giveBack(node)
  }
  return new ThreadPool(start, { pins, forsaken, leftOpen }, manyNodes)
}
