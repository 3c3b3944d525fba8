import type { View } from '../core/command.ts'
import type { RunEvent } from '../core/event.ts'
import type { Outcome } from '../core/lifecycle.ts'
import { errorText } from './error-text.ts'

/** Hears a whole run, and has something to say at `done` where the view sums up; nothing where no node came to an outcome. */
export function summaryOf(view: View): (event: RunEvent) => readonly string[] {
  const outcomes: Outcome[] = []
  return (event) => {
    if (!view.summary) return []
    if (event.kind === 'result') outcomes.push({ node: event.node, ok: true, value: event.value })
    if (event.kind === 'failure' && event.node)
      outcomes.push({ node: event.node, ok: false, error: event.error })
    return event.kind === 'done' && outcomes.length > 0 ? view.summary(outcomes, errorText) : []
  }
}
