import { parse } from '../src/broker/parse.ts'
import { inProcessRunner } from '../src/broker/runners/in-process.ts'
import type { RunEvent } from '../src/core/event.ts'
import type { NodeName } from '../src/core/node.ts'
import type { Limits } from '../src/rest/limits.ts'
import type { PinStore } from '../src/rest/trust.ts'
import type { SimulatedBmc } from '../src/simulator/bmc.ts'
import { report } from '../src/simulator/snapshot.ts'
import { nodeOf } from '../test/contract/machines.ts'
import { memoryPins } from '../test/rest/web-server.ts'
import { bmcProblems } from './bmc-verdict.ts'
import { type Asked, expectationOf } from './fault-expectations.ts'
import { runProblems } from './run-invariants.ts'

/** Why a run is ended in which only nodes are left that wait in vain. */
const ONLY_WAITING = 'only those that wait are left'
/** Why a run is ended in the middle. */
const IN_THE_MIDDLE = 'ended in the middle'

/** How a fleet is to be asked. */
export interface FleetRun {
  readonly limits?: Limits
  readonly pins?: PinStore
  /** Ends the run when so many nodes have their outcomes. */
  readonly endAfter?: number
}

/** Asks a simulated fleet, and returns what is wrong with what was told and with what the BMCs saw; nothing when all is true. */
export async function fleetRun(
  bmcs: readonly SimulatedBmc[],
  asked: Asked,
  { limits, pins = memoryPins(), endAfter = Number.POSITIVE_INFINITY }: FleetRun = {},
): Promise<readonly string[]> {
  for (const bmc of bmcs) bmc.seen.reset()
  const [command, ...words] = asked
  const { invocation } = await parse(command, words)
  const ending = new AbortController()
  const byName = new Map(bmcs.map((bmc) => [bmc.name as NodeName, bmc]))
  const pending = new Set(
    bmcs.filter((bmc) => !expectationOf(asked, report(bmc)).waits).map(({ name }) => name),
  )
  const runner = inProcessRunner({ pins, ...(limits && { limits }) })
  const options = { signal: ending.signal, fanout: 512, cwd: '/', trace: false }
  const events: RunEvent[] = []
  let outcomes = 0
  for await (const event of runner.run(invocation, bmcs.map(nodeOf), options)) {
    events.push(event)
    if ((event.kind !== 'result' && event.kind !== 'failure') || event.node === undefined) continue
    pending.delete(event.node)
    if (++outcomes >= endAfter) ending.abort(IN_THE_MIDDLE)
    else if (pending.size === 0) ending.abort(ONLY_WAITING)
  }
  await runner.close()
  const told = Map.groupBy(events, (event) => ('node' in event ? event.node : undefined))
  return [
    ...runProblems(events, [...byName.keys()], { passwords: bmcs.map(({ password }) => password) }),
    ...[...byName].flatMap(([name, bmc]) =>
      bmcProblems(asked, report(bmc), { told: told.get(name) ?? [], ended: new RegExp(IN_THE_MIDDLE) }),
    ),
  ].map((problem) => `${asked.join(' ')}: ${problem}`)
}
