import { factsOf, HwctlError } from '../../core/errors.ts'
import { executor, steps, type Target } from '../../core/lifecycle.ts'
import { followLog } from '../flows/follow-log.ts'
import type { LogActions } from '../flows/log-actions.ts'
import { refuseTooMany } from '../flows/log-limit.ts'
import { type Describe, describeBy, type RasTable, rasPolicy } from '../flows/ras-policy.ts'
import {
  lookForResolved,
  type ResolveActions,
  refuseManyNodes,
  resolveEntries,
} from '../flows/resolve-entries.ts'
import {
  type ClearNote,
  Eventlog,
  type FollowNote,
  type LogEntry,
  type ResolveNote,
} from '../managers/eventlog.ts'
import { openEvents } from './client/event-service.ts'
import { inTurn } from './client/in-turn.ts'
import { type LogItem, patchResolved } from './client/log-entry.ts'
import { merged } from './client/log-order.ts'
import type { Wanted } from './client/log-pages.ts'
import { readLog } from './client/log-reader.ts'
import { findLogs, type LogSource, sendClearLog } from './client/log-service.ts'
import { fromMemory } from './client/memory.ts'
import type { RedfishClient } from './client/resource.ts'
import { protocol } from './protocol.ts'

const FIND_LOGS = 'GET the LogServices of the ComputerSystem, its Manager and its Chassis'
const GET_ENTRIES = 'GET the Entries of each log of events, page by page'

/** So much of the end of a log is looked at for a known entry. */
const END = 16

/** The logs of events that a Redfish service has, as one. */
export default executor(Eventlog, protocol, {
  list: steps({
    plan: () => [FIND_LOGS, GET_ENTRIES],
    look: ({ bmc }) => logsOf(bmc, 'get_eventlog_info'),
    pre: (input, { cwd }) => rasPolicy(input, cwd),
    async run({ bmc }: Target<RedfishClient>, { last = Number.POSITIVE_INFINITY }, table: RasTable) {
      const items = await readLogs(bmc, { operation: 'get_eventlog_info', atLeast: last })
      const newest = Number.isFinite(last) ? items.slice(-last) : items
      const describe = describeBy(table)
      return { entries: newest.map(({ entry }) => describe(entry)) }
    },
  }),
  clear: steps({
    plan: () => [FIND_LOGS, 'POST #LogService.ClearLog of each log of events that has it'],
    look: async ({ bmc }) => clearable(await logsOf(bmc, 'clear_all_eventlog_records')),
    run: (target: Target<RedfishClient, ClearNote>) => clear(target),
  }),
  resolve: steps({
    plan: () => [
      FIND_LOGS,
      GET_ENTRIES,
      'GET and PATCH Resolved=true, for each named one that is unresolved',
    ],
    look: async ({ bmc }) => {
      const newest = await readLogs(bmc, { operation: 'resolve_event_log_entries', atLeast: END })
      return lookForResolved(newest.map(({ entry }) => entry))
    },
    validate: ({ manyNodes }, { nodes }) => refuseManyNodes(manyNodes, nodes.length),
    pre({ ids }, scope: { note(note: ResolveNote): void }) {
      scope.note({ said: 'resolving', ids })
    },
    run: (target: Target<RedfishClient, ResolveNote>, { ids }) =>
      resolveEntries(resolveActions(target.bmc), ids, target),
  }),
  follow: steps({
    isLasting: true,
    plan: () => [
      FIND_LOGS,
      GET_ENTRIES,
      'GET ServerSentEventUri, where the EventService has one: a stream that stays open',
      'GET the newest Entries of each log of events, every 10 seconds; every minute once events come',
    ],
    look: ({ bmc }) => logsOf(bmc, 'get_eventlog_info'),
    validate: (_input, { nodes }) => refuseTooMany(nodes.length),
    pre: (input, { cwd }) => rasPolicy(input, cwd),
    run: (target: Target<RedfishClient, FollowNote>, { last }, table: RasTable) =>
      followLog(
        followActions(target.bmc, describeBy(table)),
        last === 'all' ? Number.POSITIVE_INFINITY : last,
        target,
      ),
  }),
})

/** Entries of every log, oldest first; which logs there are is remembered. */
function readLogs(bmc: RedfishClient, wanted: Wanted): Promise<readonly LogItem[]> {
  return fromMemory(bmc, `logs ${bmc.system ?? ''}`, {
    find: (finding) => logsOf(finding, wanted.operation),
    use: async (logs) => merged(await inTurn(logs, (log) => readLog(bmc, log, wanted))),
  })
}

/** @throws HwctlError `unsupported` where there is no log of events */
async function logsOf(bmc: RedfishClient, operation: string): Promise<readonly LogSource[]> {
  const logs = await findLogs(bmc, operation)
  if (logs.length === 0) throw new HwctlError({ kind: 'unsupported', what: 'a log of events' })
  return logs
}

/** Found anew each time, so that nothing that was cleared could be cleared again. */
async function clear({ bmc, note }: Target<RedfishClient, ClearNote>) {
  const operation = 'clear_all_eventlog_records'
  const logs = await logsOf(bmc, operation)
  const { kept } = clearable(logs)
  const done: string[] = []
  for (const { clear: target, name = '' } of logs) {
    if (target === undefined) continue
    try {
      await sendClearLog(bmc, operation, target)
      done.push(name)
    } catch (thrown) {
      if (done.length > 0) note({ said: 'cleared', logs: done })
      throw thrown
    }
  }
  return { cleared: true as const, ...(kept.length > 0 && { kept }) }
}

/** Which logs cannot be cleared. @throws HwctlError `unsupported` where none can */
function clearable(logs: readonly LogSource[]): { readonly kept: readonly string[] } {
  const kept = logs.flatMap((log) => (log.clear === undefined ? [log.name ?? 'the log'] : []))
  if (kept.length < logs.length) return { kept }
  throw new HwctlError({ kind: 'unsupported', what: 'clearing the log of this BMC' })
}

function resolveActions(bmc: RedfishClient): ResolveActions {
  const operation = 'resolve_event_log_entries'
  const paths = new Map<LogEntry, string>()
  return {
    tellsCallouts: false,
    async list() {
      const items = await readLogs(bmc, { operation, atLeast: Number.POSITIVE_INFINITY })
      for (const { entry, path } of items) paths.set(entry, path)
      return items.map(({ entry }) => entry)
    },
    resolve: (entry) => patchResolved(bmc, operation, paths.get(entry) ?? ''),
  }
}

function followActions(bmc: RedfishClient, describe: Describe): LogActions {
  const described = async (wanted: Omit<Wanted, 'operation'>) => {
    const items = await readLogs(bmc, { operation: 'get_eventlog_info', ...wanted })
    return items.map(({ entry }) => describe(entry))
  }
  return {
    list: (atLeast) => described({ atLeast }),
    newest: (isKnown) => described({ atLeast: END, isKnown: ({ entry }) => isKnown(entry) }),
    async subscribe({ heard, ended }) {
      const hearer = { heard: () => heard('unclear'), ended }
      const stream = await openEvents(bmc, 'subscribe', hearer).catch(withoutEvents)
      return stream && { isUnproved: true, close: () => stream.close() }
    },
  }
}

/** A service that names a stream may not open it: it has too many already, or is not licensed for it. */
function withoutEvents(thrown: unknown): undefined {
  const facts = factsOf(thrown)
  if (facts.kind === 'malformed') return
  if (facts.kind === 'bmc' && facts.status < 500 && facts.status !== 401 && facts.status !== 429) return
  throw thrown
}
