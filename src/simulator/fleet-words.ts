import type { Fleet } from './fleet.ts'
import type { Totals } from './totals.ts'

/** How many BMCs there are, where, and what to type next. */
export function readyLine({ bmcs }: Fleet, file: string | undefined): string {
  const [first, last] = [bmcs[0], bmcs.at(-1)]
  if (!first || !last) return 'no BMCs'
  const next =
    file === undefined
      ? `hwctl nodes add ${first.name} bmc=${first.address} port=${first.port} username=${first.username} password=${first.password}; rpower ${first.name} stat`
      : `hwctl nodes apply -f ${file}; rpower sim stat`
  const faulty = bmcs.filter(({ condition }) => condition !== undefined).length
  const faults = faulty === 0 ? '' : ` (${faulty} with a fault)`
  return `${bmcs.length} simulated BMCs${faults} answer at ${first.address} to ${last.address}, port ${first.port}. Type next: ${next}`
}

/** What a fleet saw in its life. */
export function totalsLine(totals: Totals): string {
  const { requests, connections, logins, logouts, openSessions, powerActionCount } = totals
  return `${requests} requests on ${connections} connections, ${logins} logins, ${logouts} logouts, ${openSessions} sessions left open, ${powerActionCount} power actions.`
}
