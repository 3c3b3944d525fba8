import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '../../../src/core/event.ts'
import type { NodeName } from '../../../src/core/node.ts'
import { eventReply, readReply } from '../../../src/edges/xcat/event-reply.ts'

const N = 'n1' as NodeName
const EVENTS: readonly RunEvent[] = [
  { kind: 'note', note: { a: 1 } },
  { kind: 'result', node: N, value: 'on' },
  { kind: 'failure', node: N, error: { kind: 'internal', message: 'x' } },
  { kind: 'warning', error: { kind: 'usage', problem: 'x' } },
  { kind: 'status', node: N, status: 'powering-on', at: '2026-01-01T00:00:00Z' },
  { kind: 'learned', node: N, protocol: 'redfish' },
  { kind: 'trace', node: N, protocol: 'redfish', operation: 'x', at: '2026-01-01T00:00:00Z' },
  { kind: 'done', counts: { ok: 1, failed: 1, notRun: 0 } },
]

test('events come out as they went in, one or many to a reply', () => {
  assert.deepEqual(readReply(eventReply(EVENTS)), { is: 'events', events: EVENTS })
  for (const event of EVENTS)
    assert.deepEqual(readReply(eventReply([event])), { is: 'events', events: [event] })
})

test('a refusal is in words', () => {
  const body = JSON.stringify({ type: 'message', msg: { type: 'error', node: '', data: 'no' } })
  assert.deepEqual(readReply(body), { is: 'refusal', text: 'no' })
})

for (const body of [
  'x',
  '1',
  '{}',
  '{"type":"event","event":{"kind":"constructor"}}',
  '{"type":"event","event":{"kind":"result"}}',
  '{"type":"events","events":[{"kind":"failure"}]}',
  '{"type":"event","event":{"kind":"done"}}',
])
  test(`${body} is not an answer of an agent`, () => {
    assert.throws(() => readReply(body))
  })
