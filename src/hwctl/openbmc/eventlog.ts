import { factsOf } from '../../core/errors.ts'
import { executor, type RunScope, steps, type Target } from '../../core/lifecycle.ts'
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
import { Eventlog, type ResolveNote } from '../managers/eventlog.ts'
import { deleteEntries, listEntries, newestEntry, putResolved } from './client/logging.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import { addedEntry, subscribeToLog } from './client/subscription.ts'
import { protocol } from './protocol.ts'

const GET_LOG = `GET ${ROOT}/logging/enumerate`

/** The log of OpenBMC (phosphor-logging) over its REST. */
export default executor(Eventlog, protocol, {
  list: steps({
    plan: () => [GET_LOG],
    look: ({ bmc }) => listEntries(bmc),
    pre: (input, { cwd }) => rasPolicy(input, cwd),
    async run({ bmc }: Target<OpenBmcClient>, { last }, table: RasTable) {
      const entries = await listEntries(bmc)
      return { entries: (last === undefined ? entries : entries.slice(-last)).map(describeBy(table)) }
    },
  }),
  clear: steps({
    plan: () => [`POST ${ROOT}/logging/action/DeleteAll`],
    look: ({ bmc }) => listEntries(bmc),
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
    look: async ({ bmc }) => lookForResolved(await listEntries(bmc)),
    validate: ({ manyNodes }, { nodes }) => refuseManyNodes(manyNodes, nodes.length),
    pre({ ids }, scope: RunScope<ResolveNote>) {
      scope.note({ said: 'resolving', ids })
    },
    run: (target, { ids }) => resolveEntries(resolveActions(target.bmc), ids, target),
  }),
  follow: steps({
    isLasting: true,
    plan: () => [
      'GET /subscribe, a WebSocket that stays open',
      `${GET_LOG}, then, after a reconnection and when something is unclear`,
      `GET ${ROOT}/logging/list, and GET ${ROOT}/logging/entry/ID of the newest, every minute`,
    ],
    look: ({ bmc }) => listEntries(bmc),
    validate: (_input, { nodes }) => refuseTooMany(nodes.length),
    pre: (input, { cwd }) => rasPolicy(input, cwd),
    run: (target, { last }, table: RasTable) =>
      followLog(
        actionsOf(target.bmc, describeBy(table)),
        last === 'all' ? Number.POSITIVE_INFINITY : last,
        target,
      ),
  }),
})

function resolveActions(bmc: OpenBmcClient): ResolveActions {
  return { tellsCallouts: true, list: () => listEntries(bmc), resolve: ({ id }) => putResolved(bmc, id) }
}

function actionsOf(bmc: OpenBmcClient, describe: Describe): LogActions {
  return {
    list: async () => (await listEntries(bmc)).map(describe),
    async newest() {
      const entry = await newestEntry(bmc)
      return entry ? [describe(entry)] : []
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
