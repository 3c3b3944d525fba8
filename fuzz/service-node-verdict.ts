import type { RunEvent } from '../src/core/event.ts'
import { errorText } from '../src/edges/error-text.ts'
import type { BmcReport } from '../src/simulator/snapshot.ts'

type Outcome = Extract<RunEvent, { readonly kind: 'result' | 'failure' }>

/** What a node's BMC saw of `rpower on` since its machine was off. */
export interface Seen {
  readonly before: BmcReport
  readonly after: BmcReport
}

/** What is wrong with what was told of a node that was to be switched on; without an outcome, nobody was there any more to be told. */
export function switchedOnProblems(outcome: Outcome | undefined, { before, after }: Seen): readonly string[] {
  const times = after.counters.powerActionCount - before.counters.powerActionCount
  const doubled = times > 1 ? [`${after.name} was sent ${times} power actions`] : []
  if (!outcome) return doubled
  const told = outcome.kind === 'failure' ? errorText(outcome.error) : 'on'
  const isUnknown = /outcome unknown|It is not known whether/.test(told)
  const isMarked =
    outcome.kind === 'failure' && 'outcomeUnknown' in outcome.error && outcome.error.outcomeUnknown
  if (outcome.kind === 'result')
    return times === 1 ? doubled : [...doubled, `${after.name} is told as on, after ${times} power actions`]
  return [
    ...doubled,
    ...(times > 0 && !isMarked ? [`${after.name} was switched on, and it is told: ${told}`] : []),
    ...(isMarked && !isUnknown
      ? [`${after.name}: that the outcome is unknown is not in the words: ${told}`]
      : []),
  ]
}

/** How many nodes were told what, the numbers in texts left out. */
export function talliedTexts(events: readonly RunEvent[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const event of events) {
    if (event.kind !== 'result' && event.kind !== 'failure') continue
    const text = event.kind === 'result' ? 'on' : errorText(event.error).replace(/\d+/g, 'N')
    counts[text] = (counts[text] ?? 0) + 1
  }
  return counts
}

/** How many sessions are open that somebody could have ended, and of how many of them nobody's log says so. */
export function leftSessions(bmcs: Iterable<BmcReport>, log: string) {
  const told = new Set(
    log
      .split('\n')
      .flatMap((line) => (line.includes('left open') ? [/"host":"([^"]+)"/.exec(line)?.[1]] : [])),
  )
  const notEnded = [...log.matchAll(/"left":(\d+),"ended":(\d+)/g)].reduce(
    (sum, [, left, ended]) => sum + Number(left) - Number(ended),
    0,
  )
  let [all, byName] = [0, 0]
  for (const { address, counters } of bmcs) {
    const open = Math.max(counters.openSessions - counters.loginsUnanswered, 0)
    all += open
    if (told.has(address)) byName += open
  }
  return { all, untold: Math.max(all - byName - notEnded, 0) }
}
