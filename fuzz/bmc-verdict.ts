import type { RunEvent } from '../src/core/event.ts'
import { errorText } from '../src/edges/error-text.ts'
import type { BmcReport } from '../src/simulator/snapshot.ts'
import { type Asked, expectationOf } from './fault-expectations.ts'

/** What was told of a node in a run. */
export interface Told {
  readonly told: readonly RunEvent[]
  /** Why the run was ended in the middle, where it was: then that is a true reason too. */
  readonly ended?: RegExp
}

/** What is wrong with what was told of a BMC's node, and with what the BMC saw; nothing when all is true. */
export function bmcProblems(asked: Asked, bmc: BmcReport, { told, ended }: Told): readonly string[] {
  const { openSessions, loginsUnanswered, powerActionCounts } = bmc.counters
  const who = `${bmc.name} (${bmc.flavour ?? bmc.family}, ${bmc.fault ?? 'healthy'})`
  const warnings = told.filter(({ kind }) => kind === 'warning').length
  const doubled = Object.entries(powerActionCounts).filter(([, times]) => times > 1)
  return [
    ...told
      .flatMap((event) => outcomeProblems(asked, bmc, { event, ended }))
      .map((problem) => `${who} ${problem}`),
    ...(openSessions > loginsUnanswered + warnings ? [`${who} has ${openSessions} sessions left`] : []),
    ...doubled.map(([action, times]) => `${who} was sent ${action} ${times} times`),
  ]
}

function outcomeProblems(
  asked: Asked,
  bmc: BmcReport,
  { event, ended }: { readonly event: RunEvent; readonly ended: RegExp | undefined },
): readonly string[] {
  if (event.kind !== 'result' && event.kind !== 'failure') return []
  const { outcomes, says } = expectationOf(asked, bmc)
  if (event.kind === 'result') return outcomes.includes('result') ? [] : ['says that it did it']
  const { error } = event
  const text = errorText(error)
  const mayHaveActed = asked[1] === 'off' && bmc.counters.powerActionCount > 0
  const isSilent = mayHaveActed && !('outcomeUnknown' in error && error.outcomeUnknown)
  const wasEnded = error.kind === 'cancelled' && ended?.test(error.reason) === true
  const isTrue = wasEnded || (outcomes.includes(error.kind) && (says?.test(text) ?? false))
  return [
    ...(isTrue ? [] : [`is told as ${error.kind}: ${text}`]),
    ...(isSilent ? [`was switched off, and nothing is said of it: ${text}`] : []),
  ]
}
