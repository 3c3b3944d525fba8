import type { RunEvent } from '../src/core/event.ts'
import type { NodeName } from '../src/core/node.ts'
import type { BmcReport } from '../src/simulator/snapshot.ts'
import { runProblems } from './run-invariants.ts'
import type { Ended } from './soak-processes.ts'

/** What a command was, and how it went. */
export interface Went {
  readonly words: readonly string[]
  readonly nodes: readonly string[]
  readonly ended: Ended
  readonly wasInterrupted: boolean
  readonly before: ReadonlyMap<string, BmcReport>
  readonly after: ReadonlyMap<string, BmcReport>
}

/** What is wrong with how a command went; nothing where every promise was kept. */
export function commandProblems(went: Went, password: string): readonly string[] {
  const { ended, words, nodes } = went
  const said = ended.out + ended.err
  return [
    ...outcomeProblems(went, password),
    ...(said.includes(password) ? ['a password is told'] : []),
    ...nodes.flatMap((node) => doubledActions(node, went)),
  ].map((problem) => `${words.join(' ')}: ${problem}`)
}

function outcomeProblems({ ended, nodes, wasInterrupted }: Went, password: string): readonly string[] {
  // Ctrl-C before the program has begun ends it as it ends any program.
  if (wasInterrupted && ended.out === '' && (ended.signal === 'SIGINT' || ended.code === 130)) return []
  const events = eventsOf(ended.out)
  if (!events) return [`what it said is no JSON: ${ended.out.slice(-300)} ${ended.err.slice(-300)}`]
  const allowed = exitCodes(events)
  const wasLate = wasInterrupted && ended.signal === 'SIGINT' // after its last word, when nobody listens for it any more
  return [
    ...runProblems(events, nodes as readonly NodeName[], { passwords: [password] }),
    ...(wasLate || allowed.includes(ended.code ?? -1)
      ? []
      : [`exit code ${ended.code ?? ended.signal}, not ${allowed.join(' or ')}`]),
  ]
}

/** The events that `--json` printed; undefined where it is something else. */
export function eventsOf(out: string): RunEvent[] | undefined {
  try {
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  } catch {
    return undefined
  }
}

/** The exit codes that the words of a run allow: 130 where it was ended, else by the counts. */
export function exitCodes(events: readonly RunEvent[]): readonly number[] {
  const done = events.findLast((event) => event.kind === 'done')
  if (done?.kind !== 'done') return []
  const { ok, failed, notRun } = done.counts
  const wasEnded = events.some(
    (event) =>
      event.kind === 'failure' &&
      event.error.kind === 'cancelled' &&
      /^(interrupted|the time limit)/.test(event.error.reason),
  )
  if (wasEnded) return [130]
  const late = failed + notRun > 0 ? [130] : [] // ended when everybody had answered
  if (notRun > 0) return [2, ...late]
  if (failed === 0) return events.some((event) => event.kind === 'failure') ? [1] : [0]
  return [ok === 0 ? 3 : 1, ...late]
}

function doubledActions(node: string, { before, after }: Went): readonly string[] {
  const [was, is] = [before.get(node), after.get(node)]
  if (!was || !is) return [`${node} is not known`]
  const counts = is.counters.powerActionCounts
  return Object.entries(counts).flatMap(([action, count]) => {
    const times = count - (was.counters.powerActionCounts[action] ?? 0)
    return times > 1 ? [`${node} (${is.fault ?? 'healthy'}) was sent ${action} ${times} times`] : []
  })
}
