import type { EngineParts } from '../../core/engine-parts.ts'
import { factsOf } from '../../core/errors.ts'
import type { NodeInfo } from '../../core/node.ts'
import type { Invocation, RunOptions } from '../../core/runner.ts'
import type { BmcLocks } from './bmc-locks.ts'

/** Opens the locks; only a run that needs them does. */
export type OpenLocks = () => BmcLocks

/** Holds the lock of a node's BMC, or looks whether it is free. Returns what gives it back. @throws HwctlError `busy` */
export type Hold = (node: NodeInfo, options: RunOptions) => Promise<() => void>

/** How a call holds the locks of BMCs; undefined for one that only reads. */
export function holdOf(
  { call, command }: Pick<Invocation, 'call' | 'command'>,
  open?: OpenLocks,
): Hold | undefined {
  if (call.lock === undefined || !open) return undefined
  const takes = call.lock === 'takes'
  return async (node, { job, lockedBy, signal }) => {
    if (!takes) {
      open().check(node)
      return () => undefined
    }
    const more = { ...(job !== undefined && { job }), ...(lockedBy !== undefined && { lockedBy }) }
    return await open().take(node, { command, signal, ...more })
  }
}

/**
 * How a run reaches BMCs when its call takes or heeds their locks; a call that only reads pays nothing.
 * The lock is taken before the login, and given back after the logout.
 */
export function withLocks(parts: EngineParts, hold: Hold | undefined): EngineParts {
  if (!hold) return parts
  const { deal } = parts
  return {
    ...(deal && { deal }),
    protocolOf: (...asked) => parts.protocolOf(...asked),
    executor: (...asked) => parts.executor(...asked),
    async lease(node, protocol, emit, options) {
      const held = await hold(node, options)
      const giveBack = () => {
        try {
          held()
        } catch (thrown) {
          emit({ kind: 'warning', node: node.name, error: factsOf(thrown) })
        }
      }
      try {
        const { bmc, release } = await parts.lease(node, protocol, emit, options)
        return { bmc, release: () => release().finally(giveBack) }
      } catch (thrown) {
        giveBack()
        throw thrown
      }
    },
  }
}
