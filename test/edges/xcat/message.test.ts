import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RunEvent } from '../../../src/core/event.ts'
import type { NodeName } from '../../../src/core/node.ts'
import { frame, MAX_XCAT_FRAME_BYTES } from '../../../src/edges/xcat/frame.ts'
import { errorMessages, messagesOf } from '../../../src/edges/xcat/message.ts'

const N = 'n1' as NodeName
const VIEW = { result: (value: unknown) => [String(value)], note: (note: unknown) => [`note ${note}`] }

function messages(event: RunEvent) {
  return messagesOf(event, VIEW)
}

test('a result is info that carries the node in its text, a line each', () => {
  assert.deepEqual(messages({ kind: 'result', node: N, value: 'on\nreally' }), [
    { type: 'message', msg: { type: 'info', data: 'n1: on' } },
    { type: 'message', msg: { type: 'info', data: 'n1: really' } },
  ])
})

test('a note reads as the command has it, with its node in front if it has one', () => {
  assert.deepEqual(messages({ kind: 'note', node: N, note: 1 }), [
    { type: 'message', msg: { type: 'info', data: 'n1: note 1' } },
  ])
  assert.deepEqual(messages({ kind: 'note', note: 1 }), [
    { type: 'message', msg: { type: 'info', data: 'note 1' } },
  ])
})

test('a failure carries its node beside the text: the Perl side puts it in front', () => {
  const error = {
    kind: 'bmc',
    host: 'h',
    port: 443,
    status: 401,
    message: 'Invalid username or password',
  } as const
  assert.deepEqual(messages({ kind: 'failure', node: N, error }), [
    { type: 'message', msg: { type: 'error', node: 'n1', data: '[401] Invalid username or password' } },
  ])
  const usage = { kind: 'usage', problem: 'no' } as const
  assert.deepEqual(messages({ kind: 'failure', error: usage }), [
    { type: 'message', msg: { type: 'error', node: '', data: 'no' } },
  ])
})

test('a warning carries its node in its text', () => {
  const error = { kind: 'usage', problem: 'careful' } as const
  assert.deepEqual(messages({ kind: 'warning', node: N, error }), [
    { type: 'message', msg: { type: 'warning', data: 'n1: careful' } },
  ])
})

test("a status goes into xCAT's tables", () => {
  assert.deepEqual(messages({ kind: 'status', node: N, status: 'powering-on', at: '' }), [
    {
      type: 'db',
      attribute: { name: 'status', method: 'set', type: 'node', node: 'n1', value: 'powering-on' },
    },
  ])
})

test('what was found out and the end of the run are not for xCAT', () => {
  assert.deepEqual(messages({ kind: 'learned', node: N, protocol: 'redfish' }), [])
  assert.deepEqual(messages({ kind: 'done', counts: { ok: 0, failed: 0, notRun: 0 } }), [])
})

test('no frame is longer than Perl reads at once', () => {
  const texts = ['x'.repeat(200_000), `${'"'.repeat(300)}\n`.repeat(400), '\u0001😀'.repeat(20_000)]
  for (const text of texts) {
    const event = { kind: 'result', node: N, value: text } as const
    const all = [...messages(event), ...errorMessages(text, 'n'.repeat(255))]
    for (const message of all) assert.ok(frame(JSON.stringify(message)).length <= MAX_XCAT_FRAME_BYTES)
  }
})

const AT = new Date(2026, 7, 8, 10, 0, 0).toISOString()

test("an exchange over OpenBMC's REST reads as in xCAT's debug mode", () => {
  const trace = { kind: 'trace', node: N, protocol: 'openbmc', operation: 'login', at: AT } as const
  const body = '{"data": ["root", "xxxxxx"]}'
  assert.deepEqual(
    [
      ...messages({ ...trace, sent: { method: 'POST', url: 'https://10.0.0.1/login', body } }),
      ...messages({ ...trace, answered: { status: 200, reason: 'OK' } }),
    ].map((message) => message.type === 'message' && message.msg),
    [
      {
        type: 'info',
        data:
          'Sat Aug  8 10:00:00 2026 n1: [openbmc_debug] login curl -k -c cjar -b cjar -X POST ' +
          `-H "Content-Type: application/json" https://10.0.0.1/login -d '{"data": ["root", "xxxxxx"]}'`,
      },
      { type: 'info', data: 'Sat Aug  8 10:00:00 2026 n1: [openbmc_debug] login 200 OK' },
    ],
  )
})

test('an exchange over Redfish has its own tag, and a token that is not shown', () => {
  const trace = { kind: 'trace', node: N, protocol: 'redfish', operation: 'get_members', at: AT } as const
  const sent = { method: 'GET', url: 'https://10.0.0.1/redfish/v1/Systems' }
  assert.deepEqual(messages({ ...trace, sent }), [
    {
      type: 'message',
      msg: {
        type: 'info',
        data:
          'Sat Aug  8 10:00:00 2026 n1: [redfish_debug] get_members curl -k -X GET -H "Content-Type: application/json" ' +
          '-H "X-Auth-Token: xxxxxx" https://10.0.0.1/redfish/v1/Systems',
      },
    },
  ])
})
