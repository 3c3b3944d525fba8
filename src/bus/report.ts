import type { ErrorFacts } from '../core/errors.ts'
import type { RunEvent } from '../core/event.ts'
import { PROTOCOL_NAMES, type ProtocolName } from '../core/node.ts'
import { isEvent } from '../edges/xcat/event-reply.ts'

/** What a service node says in the stream of a run. */
export type Report =
  | { readonly is: 'events'; readonly events: readonly RunEvent[] }
  /** Everything is said of the nodes of one order. */
  | { readonly is: 'over'; readonly part: number }
  /** A node was found to speak this: what did `pre` make for it? */
  | { readonly is: 'need'; readonly protocol: ProtocolName }
  /** A certificate was seen for the first time. */
  | { readonly is: 'pin'; readonly host: string; readonly port: number; readonly fingerprint: string }
  /** A certificate was put onto a BMC; without one, none is to come any more. */
  | {
      readonly is: 'announced-pin'
      readonly host: string
      readonly port: number
      readonly fingerprint?: string
    }
  | { readonly is: 'refused'; readonly error: ErrorFacts }

export function reportText(report: Report): Buffer {
  return Buffer.from(JSON.stringify(report))
}

/** Events that are texts already. */
export function eventsText(events: readonly string[]): Buffer {
  return Buffer.from(`{"is":"events","events":[${events.join(',')}]}`)
}

/** Checked as far as the run of a program depends on it. @throws Error for what no service node of ours says */
export function readReport(message: Buffer): Report {
  const said: unknown = JSON.parse(message.toString())
  if (isReport(said)) return said
  throw new Error('not a report of a service node')
}

function isReport(said: unknown): said is Report {
  if (typeof said !== 'object' || said === null || !('is' in said)) return false
  const { is, events, part, protocol, host, port, fingerprint, error } = said as Record<string, unknown>
  switch (is) {
    case 'events':
      return Array.isArray(events) && events.every(isEvent)
    case 'over':
      return typeof part === 'number'
    case 'need':
      return PROTOCOL_NAMES.some((name) => name === protocol)
    case 'pin':
      return typeof host === 'string' && typeof port === 'number' && typeof fingerprint === 'string'
    case 'announced-pin':
      return (
        typeof host === 'string' &&
        typeof port === 'number' &&
        (fingerprint === undefined || typeof fingerprint === 'string')
      )
    default:
      return is === 'refused' && typeof error === 'object' && error !== null && 'kind' in error
  }
}
