import type { RunEvent } from '../core/event.ts'
import { errorText } from './error-text.ts'
import type { Line } from './text.ts'

/** A run as NDJSON: one event a line, as `core/event.ts` has them; failures also carry their sentence as `text`. */
export function jsonEdge(event: RunEvent): readonly Line[] {
  const told = 'error' in event ? { ...event, text: errorText(event.error) } : event
  return [{ to: 'stdout', text: JSON.stringify(told) }]
}
