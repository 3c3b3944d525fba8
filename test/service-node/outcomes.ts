import assert from 'node:assert/strict'
import type { RunEvent } from '../../src/core/event.ts'
import { errorText } from '../../src/edges/error-text.ts'

/** What became of each node, in words: `n1: result {...}`; with the promise kept that each has one outcome, and `done` is last. */
export function outcomesOf(events: readonly RunEvent[], nodes: number): ReadonlyMap<string, string> {
  const outcomes = new Map<string, string>()
  for (const event of events) {
    if (event.kind !== 'result' && event.kind !== 'failure') continue
    if (event.node === undefined) continue
    assert.ok(!outcomes.has(event.node), `${event.node} has two outcomes`)
    const text = event.kind === 'result' ? wordOf(event.value) : errorText(event.error)
    outcomes.set(event.node, text)
  }
  const last = events.at(-1)
  assert.equal(last?.kind, 'done')
  if (last?.kind === 'done') assert.equal(last.counts.ok + last.counts.failed + last.counts.notRun, nodes)
  return outcomes
}

/** A state of power, read or set; anything else as it is. */
function wordOf(value: unknown): string {
  const { state, requested } = value as { readonly state?: string; readonly requested?: string }
  return state ?? requested ?? JSON.stringify(value)
}

/** How many nodes came out with which words. */
export function tally(outcomes: ReadonlyMap<string, string>): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const text of outcomes.values()) counts[text] = (counts[text] ?? 0) + 1
  return counts
}
