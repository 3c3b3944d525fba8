import type { Quirk } from './quirk.ts'

/**
 * Log services that have no events in them, and whose LogEntryType does not say so: console and journal of the BMC, POST codes, dumps,
 * and the faults of now (iDRAC, where it says SEL), each of which is in the SEL.
 */
export const logsOfOtherThings = {
  name: 'logs-of-other-things',
  machine: 'Dell iDRAC 9; OpenBMC (bmcweb)',
  source: 'recorded PowerEdge R750: FaultList; recorded OpenBMC 2.15: Journal, HostLogger',
  signs: [
    { at: 'logs', property: ['@odata.id'], is: /\/(Journal|HostLogger|PostCodes?|FaultLog|FaultList)$/i },
  ],
  ids: /^(journal|hostlogger|post ?codes?|.*dumps?|fault ?log|fault ?list|(raw)?cper.*)$/i,
} as const satisfies Quirk & Record<string, unknown>
