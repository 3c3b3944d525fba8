import { factsOf, HwctlError } from '../../core/errors.ts'
import { executor, type RunScope, steps, type Target } from '../../core/lifecycle.ts'
import { connectionCapacity } from '../../rest/descriptors.ts'
import { followLog, type LogActions } from '../flows/follow-log.ts'
import { type Describe, describeBy, type RasTable, rasPolicy } from '../flows/ras-policy.ts'
import { Eventlog, type LogEntry, type ResolveNote } from '../managers/eventlog.ts'
import { deleteEntries, listEntries, newestEntry, putResolved } from './client/logging.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import { addedEntry, subscribeToLog } from './client/subscription.ts'
import { protocol } from './protocol.ts'

const GET_LOG = `GET ${ROOT}/logging/enumerate`

/** Logs that are followed at the same time take two connections each. */
const FOLLOWED_AT_MOST = 2000

type Ids = readonly string[] | 'LED'

/** The log of OpenBMC (phosphor-logging) over its REST. */
export default executor(Eventlog, protocol, {
  list: steps({
    plan: () => [GET_LOG],
    pre: (input, { cwd }) => rasPolicy(input, cwd),
    async run({ bmc }: Target<OpenBmcClient>, { last }, table: RasTable) {
      const entries = await listEntries(bmc)
      return { entries: (last === undefined ? entries : entries.slice(-last)).map(describeBy(table)) }
    },
  }),
  clear: steps({
    plan: () => [`POST ${ROOT}/logging/action/DeleteAll`],
    async run({ bmc }) {
      await deleteEntries(bmc)
      return { cleared: true }
    },
  }),
  resolve: steps({
    plan: ({ ids }) =>
      ids === 'LED'
        ? [GET_LOG, `PUT ${ROOT}/logging/entry/ID/attr/Resolved, for each unresolved one with a callout`]
        : [
            GET_LOG,
            ...ids.map((id) => `PUT ${ROOT}/logging/entry/${id}/attr/Resolved, when it is unresolved`),
          ],
    validate({ manyNodes }, { nodes }) {
      if (manyNodes || nodes.length <= 1) return
      const problem = 'Resolving faults over a xCAT noderange is not recommended. With --yes it is done.'
      throw new HwctlError({ kind: 'usage', problem })
    },
    pre({ ids }, scope: RunScope<ResolveNote>) {
      scope.note({ said: 'resolving', ids })
    },
    run: (target, { ids }) => resolve(target, ids),
  }),
  follow: steps({
    isLasting: true,
    plan: () => [
      'GET /subscribe, a WebSocket that stays open',
      `${GET_LOG}, then, after a reconnection and when something is unclear`,
      `GET ${ROOT}/logging/list, and GET ${ROOT}/logging/entry/ID of the newest, every minute`,
    ],
    validate(_input, { nodes }) {
      const atMost = Math.min(FOLLOWED_AT_MOST, Math.floor(connectionCapacity() / 2))
      if (nodes.length <= atMost) return
      const problem = `${nodes.length} nodes cannot be followed at once from here: ${atMost} at most`
      throw new HwctlError({ kind: 'usage', problem })
    },
    pre: (input, { cwd }) => rasPolicy(input, cwd),
    run: (target, { last }, table: RasTable) =>
      followLog(
        actionsOf(target.bmc, describeBy(table)),
        last === 'all' ? Number.POSITIVE_INFINITY : last,
        target,
      ),
  }),
})

function actionsOf(bmc: OpenBmcClient, describe: Describe): LogActions {
  return {
    list: async () => (await listEntries(bmc)).map(describe),
    async newest() {
      const entry = await newestEntry(bmc)
      return entry && describe(entry)
    },
    async subscribe({ heard, ended }) {
      const heardText = (text: string) => {
        const entry = addedEntry(text)
        if (entry) heard(entry === 'unclear' ? entry : describe(entry))
      }
      await newestEntry(bmc) // with a session that the BMC knows: a WebSocket does not log in again
      return subscribeToLog(bmc, { heard: heardText, ended }).catch(withoutEvents)
    },
  }
}

/** A server without /subscribe answers with any status but a good one; one that is busy says so. */
function withoutEvents(thrown: unknown): undefined {
  const facts = factsOf(thrown)
  if (facts.kind === 'bmc' && facts.status < 500 && facts.status !== 401 && facts.status !== 429) return
  throw thrown
}

/** Only what is unresolved is written to. What was done is said at once, as an error may come after it. */
async function resolve(target: Target<OpenBmcClient, ResolveNote>, ids: Ids) {
  const entries = await listEntries(target.bmc)
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  const wanted = ids === 'LED' ? entries.filter(keepsLedLit).map(({ id }) => id) : ids
  const known = wanted.flatMap((id) => byId.get(id) ?? [])
  const already = known.filter((entry) => entry.resolved).map(({ id }) => id)
  const unresolved = known.filter((entry) => !entry.resolved).map(({ id }) => id)
  for (const id of already) target.note({ said: 'resolved-already', id })
  await resolveEach(target, unresolved)
  const unknown = wanted.filter((id) => !byId.has(id))
  if (unknown.length === 0) return { resolved: unresolved, already }
  throw new HwctlError({ kind: 'usage', problem: unknown.map((id) => `Invalid ID: ${id}`).join('; ') })
}

const keepsLedLit = ({ callouts, resolved }: LogEntry) => callouts.length > 0 && !resolved

async function resolveEach(
  { bmc, note }: Target<OpenBmcClient, ResolveNote>,
  ids: readonly string[],
): Promise<void> {
  for (const [at, id] of ids.entries()) {
    try {
      await putResolved(bmc, id)
    } catch (thrown) {
      if (at + 1 < ids.length) note({ said: 'not-tried', ids: ids.slice(at + 1) })
      throw thrown
    }
    note({ said: 'resolved', id })
  }
}
