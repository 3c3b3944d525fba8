import { runCall } from '../../core/engine.ts'
import type { Runner } from '../../core/runner.ts'
import { type OpenLocks, withLocks } from '../jobs/locked-lease.ts'
import type { LeftLogin } from '../login-journal.ts'
import { BmcAccess, type BmcAccessParts } from './bmc-access.ts'

/** A runner that has sessions to end. */
export interface ClosableRunner extends Runner {
  /** Sessions that are open, used or kept. */
  sessions(): number
  /** Ends sessions that a killed process left open; how many could be ended. */
  endLeft(left: readonly LeftLogin[]): Promise<number>
  /** Ends every session that is kept. */
  close(): Promise<void>
}

/** Runs calls in this process. */
export function inProcessRunner(parts: BmcAccessParts & { readonly openLocks?: OpenLocks }): ClosableRunner {
  const access = new BmcAccess(parts)
  return {
    name: 'in-process',
    run: (invocation, nodes, options) =>
      runCall(withLocks(access, invocation, parts.openLocks), invocation.call, nodes, options),
    sessions: () => access.sessions,
    endLeft: (left) => access.endLeft(left),
    close: () => access.close(),
  }
}
