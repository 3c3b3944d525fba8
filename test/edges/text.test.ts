import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '../../src/core/event.ts'
import type { NodeName } from '../../src/core/node.ts'
import { collateEdge } from '../../src/edges/collate.ts'
import { jsonEdge } from '../../src/edges/json.ts'
import { textEdge } from '../../src/edges/text.ts'

const view = { result: (value: unknown) => [String(value)], note: (note: unknown) => [`${note}...`] }
const name = (text: string) => text as NodeName
const done: RunEvent = { kind: 'done', counts: { ok: 0, failed: 0, notRun: 0 } }
const refused = { kind: 'bmc', host: 'b', port: 443, status: 404, message: 'Not Found' } as const

test('results go to stdout with the node in front, errors to stderr with the server in it', () => {
  const lines = textEdge(view, 'mn1')
  assert.deepEqual(lines({ kind: 'result', node: name('n1'), value: 'on' }), [
    { to: 'stdout', text: 'n1: on' },
  ])
  assert.deepEqual(lines({ kind: 'failure', node: name('n1'), error: refused }), [
    { to: 'stderr', text: 'n1: [mn1]: Error: [404] Not Found' },
  ])
  assert.deepEqual(lines({ kind: 'failure', error: refused }), [
    { to: 'stderr', text: 'Error: [mn1]: [404] Not Found' },
  ])
  assert.deepEqual(lines({ kind: 'warning', error: refused }), [
    { to: 'stderr', text: 'Warning: [mn1]: [404] Not Found' },
  ])
  assert.deepEqual(lines({ kind: 'note', node: name('n1'), note: 'waiting' }), [
    { to: 'stdout', text: 'n1: waiting...' },
  ])
  assert.deepEqual(lines({ kind: 'note', note: 'waiting' }), [{ to: 'stdout', text: 'waiting...' }])
})

test('JSON is one event a line, failures with their sentence', () => {
  const [line] = jsonEdge({ kind: 'failure', node: name('n1'), error: refused })
  assert.deepEqual(JSON.parse(line?.text ?? ''), {
    kind: 'failure',
    node: 'n1',
    error: refused,
    text: '[404] Not Found',
  })
})

test('a BMC’s text cannot write lines or commands of its own', () => {
  const lines = textEdge(view, 'mn1')
  const evil = 'on\u001b[2J\nn2: on\u009b1m'
  assert.deepEqual(lines({ kind: 'result', node: name('n1'), value: evil }), [
    { to: 'stdout', text: 'n1: on [2J n2: on 1m' },
  ])
  assert.deepEqual(lines({ kind: 'failure', node: name('n1'), error: { ...refused, message: 'a\r\nb' } }), [
    { to: 'stderr', text: 'n1: [mn1]: Error: [404] a b' },
  ])
})

test('collated, what a node said on stdout stays there, whatever it said on stderr before', () => {
  const lines = collateEdge(textEdge(view, 'mn1'), (names) => names.join('+'))
  lines({ kind: 'warning', node: name('n1'), error: refused })
  lines({ kind: 'result', node: name('n1'), value: 'on' })
  assert.deepEqual(lines(done), [
    { to: 'stderr', text: 'n1: [mn1]: Warning: [404] Not Found' },
    { to: 'stdout', text: 'n1: on' },
  ])
})

test('collated answers are folded, the most common first, and nothing is lost', () => {
  const lines = collateEdge(textEdge(view, 'mn1'), (names) => names.join('+'))
  for (const [node, value] of [
    ['n1', 'off'],
    ['n2', 'on'],
    ['n3', 'on'],
  ] as const)
    assert.deepEqual(lines({ kind: 'result', node: name(node), value }), [])
  assert.deepEqual(lines({ kind: 'failure', node: name('n4'), error: refused }), [])
  assert.deepEqual(lines({ kind: 'note', note: 'for all' }), [{ to: 'stdout', text: 'for all...' }])
  assert.deepEqual(lines(done), [
    { to: 'stdout', text: 'n2+n3: on' },
    { to: 'stdout', text: 'n1: off' },
    { to: 'stderr', text: 'n4: [mn1]: Error: [404] Not Found' },
  ])
})
