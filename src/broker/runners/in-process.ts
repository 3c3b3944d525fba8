import { runCall } from '../../core/engine.ts'
import type { Runner } from '../../core/runner.ts'
import { BmcAccess, type BmcAccessParts } from './bmc-access.ts'

/** A runner that has sessions to end. */
export interface ClosableRunner extends Runner {
  /** Sessions that are open, used or kept. */
  sessions(): number
  /** Ends every session that is kept. */
  close(): Promise<void>
}

/** Runs calls in this process. */
export function inProcessRunner(parts: BmcAccessParts): ClosableRunner {
  const access = new BmcAccess(parts)
  return {
    name: 'in-process',
    run: ({ call }, nodes, options) => runCall(access, call, nodes, options),
    sessions: () => access.sessions,
    close: () => access.close(),
  }
}
