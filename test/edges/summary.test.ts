import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { TextAnswer } from '../../src/agent/answer.ts'
import { FrameWriter } from '../../src/agent/frame-writer.ts'
import type { View } from '../../src/core/command.ts'
import type { RunEvent } from '../../src/core/event.ts'
import type { NodeName } from '../../src/core/node.ts'
import { collateEdge } from '../../src/edges/collate.ts'
import { textEdge } from '../../src/edges/text.ts'
import { FrameReader } from '../../src/edges/xcat/frame.ts'

const view: View = {
  result: (value) => [String(value)],
  summary: (outcomes, say) => [
    `Total=${outcomes.length}`,
    ...outcomes.flatMap((one) => (one.ok ? [] : [`${one.node}: ${say(one.error)}`])),
  ],
}

const EVENTS: readonly RunEvent[] = [
  { kind: 'result', node: 'n1' as NodeName, value: 'done' },
  { kind: 'failure', node: 'n2' as NodeName, error: { kind: 'usage', problem: 'no image' } },
  { kind: 'failure', error: { kind: 'usage', problem: 'something about the run' } },
  { kind: 'done', counts: { ok: 1, failed: 1, notRun: 0 } },
]

const SUMMED = ['[mn1]: Total=2', '[mn1]: n2: no image']

test('a view that sums up does so at the end of the run, errors by their sentence', () => {
  const lines = EVENTS.flatMap(textEdge(view, 'mn1'))
  assert.deepEqual(
    lines.slice(3),
    SUMMED.map((text) => ({ to: 'stdout', text })),
  )
})

test('folded answers come before the summary', () => {
  const lines = EVENTS.flatMap(collateEdge(textEdge(view, 'mn1'), (names) => names.join()))
  assert.deepEqual(
    lines.slice(-2).map(({ text }) => text),
    SUMMED,
  )
  assert.ok(lines.some(({ text }) => text === 'n1: done'))
})

test('nothing is summed up where no node has an outcome', () => {
  const notRun: RunEvent = { kind: 'done', counts: { ok: 0, failed: 0, notRun: 2 } }
  assert.deepEqual(textEdge(view, 'mn1')(notRun), [])
})

test("under xCAT the summary is info with the host's name, which xCAT's client puts in front", async () => {
  const socket = new PassThrough()
  const answer = new TextAnswer(new FrameWriter(socket as never), view, new Set())
  for (const event of EVENTS) await answer.tell(event)
  const messages = [...new FrameReader(1 << 20).bodies(socket.read())].map((body) => JSON.parse(body).msg)
  assert.deepEqual(messages.slice(-2), [
    { type: 'info_with_host', data: 'Total=2' },
    { type: 'info_with_host', data: 'n2: no image' },
  ])
})
