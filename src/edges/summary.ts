import type { RunEnding, View } from '../core/command.ts'
import type { RunEvent } from '../core/event.ts'
import { errorText } from './error-text.ts'

/** Hears a whole run, and has something to say at `done` where the view sums up; nothing where no node was worked on. */
export function summaryOf(view: View): (event: RunEvent) => readonly string[] {
  const failed: RunEnding['failed'][number][] = []
  return (event) => {
    if (!view.summary) return []
    if (event.kind === 'failure' && event.node)
      failed.push({ node: event.node, text: errorText(event.error) })
    if (event.kind !== 'done') return []
    const { ok, failed: failures, notRun } = event.counts
    return ok + failures === 0 ? [] : view.summary({ total: ok + failures + notRun, ok, failed })
  }
}
