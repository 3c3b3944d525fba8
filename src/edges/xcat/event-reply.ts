import type { RunEvent } from '../../core/event.ts'

/** What an agent answers to a client that asked for events. */
export type EventReply =
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'events'; readonly events: readonly RunEvent[] }

const KINDS: Readonly<Record<RunEvent['kind'], true>> = {
  note: true,
  result: true,
  failure: true,
  warning: true,
  status: true,
  progress: true,
  checkpoint: true,
  learned: true,
  password: true,
  trace: true,
  done: true,
}

/** Events as the body of one reply. */
export function eventReply(events: readonly RunEvent[]): string {
  const [event] = events
  const reply: EventReply =
    event && events.length === 1 ? { type: 'event', event } : { type: 'events', events }
  return JSON.stringify(reply)
}

/** What the body of a reply says: events, or in words that the request was refused. */
export type ReadReply =
  | { readonly is: 'events'; readonly events: readonly RunEvent[] }
  | { readonly is: 'refusal'; readonly text: string }

/**
 * The body of a reply, checked as far as the run of a program depends on it: the agent is this user's own, and a
 * client that starts in a blink does without a schema library.
 * @throws Error for what no agent of ours sends.
 */
export function readReply(body: string): ReadReply {
  const reply: unknown = JSON.parse(body)
  if (isObject(reply)) {
    if (reply.type === 'event' && isEvent(reply.event)) return { is: 'events', events: [reply.event] }
    const { events, msg } = reply
    if (reply.type === 'events' && Array.isArray(events) && events.every(isEvent))
      return { is: 'events', events }
    if (reply.type === 'message' && isObject(msg) && typeof msg.data === 'string')
      return { is: 'refusal', text: msg.data }
  }
  throw new Error('not an answer of an agent')
}

/** What is an event as far as it is looked at. */
export function isEvent(value: unknown): value is RunEvent {
  if (!isObject(value) || typeof value.kind !== 'string' || !Object.hasOwn(KINDS, value.kind)) return false
  if (value.kind === 'failure' || value.kind === 'warning')
    return isObject(value.error) && typeof value.error.kind === 'string'
  if (value.kind === 'done') return isObject(value.counts)
  return value.kind === 'note' || typeof value.node === 'string'
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
