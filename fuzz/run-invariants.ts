import type { RunEvent } from '../src/core/event.ts'
import type { NodeName } from '../src/core/node.ts'
import { errorText } from '../src/edges/error-text.ts'

/** What must never be seen in any event. */
export interface Secrets {
  readonly passwords: readonly string[]
}

/**
 * What is wrong with what a run told, whatever the hardware did: nothing, for a run that keeps its promises. They are one outcome for
 * each node, `done` once and last with counts that add up, no defect of the program, no password.
 */
export function runProblems(
  events: readonly RunEvent[],
  nodes: readonly NodeName[],
  { passwords }: Secrets,
): readonly string[] {
  return [
    ...outcomeProblems(events, nodes),
    ...doneProblems(events, nodes.length),
    ...defects(events),
    ...passwords.filter((secret) => JSON.stringify(events).includes(secret)).map(() => 'a password is told'),
  ]
}

function outcomeProblems(events: readonly RunEvent[], nodes: readonly NodeName[]): readonly string[] {
  const outcomes = new Map<NodeName, number>(nodes.map((node) => [node, 0]))
  const strangers: string[] = []
  for (const event of events) {
    if ((event.kind !== 'result' && event.kind !== 'failure') || event.node === undefined) continue
    const before = outcomes.get(event.node)
    if (before === undefined) strangers.push(`${event.node} was not asked for`)
    else outcomes.set(event.node, before + 1)
  }
  const couldNotBegin = events.some((event) => event.kind === 'failure' && event.node === undefined)
  const wrong = [...outcomes].filter(([, count]) => count !== 1 && !(count === 0 && couldNotBegin))
  return [...strangers, ...wrong.map(([node, count]) => `${node} has ${count} outcomes`)]
}

function doneProblems(events: readonly RunEvent[], asked: number): readonly string[] {
  const last = events.at(-1)
  if (last?.kind !== 'done') return ['done is not the last event']
  const of = (kind: RunEvent['kind']) => events.filter((event) => event.kind === kind)
  const results = of('result').length
  const failures = of('failure').filter((event) => 'node' in event && event.node !== undefined).length
  const { ok, failed, notRun } = last.counts
  return [
    ...(of('done').length === 1 ? [] : ['done is told more than once']),
    ...(ok === results && failed === failures ? [] : ['the counts are not those of the outcomes']),
    ...(ok + failed + notRun === asked ? [] : ['the counts do not add up']),
  ]
}

/** Reasons that say nothing to an operator: codes of libraries, and values where words should be. */
const NO_REASON = /^$|^n\/a$|UND_ERR_|ERR_|HPE_|undefined|\[object /

/** Failures and warnings that this program itself is at fault for. */
function defects(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (!('error' in event)) return []
    const { error } = event
    const isDefect = error.kind === 'internal' || (error.kind === 'connect' && NO_REASON.test(error.reason))
    return isDefect ? [`a defect: ${errorText(error)}`] : []
  })
}
