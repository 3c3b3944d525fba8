import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { HwctlError } from '../../src/core/errors.ts'

async function lines(word: string, value: unknown) {
  return (await parse('rbeacon', [word])).view.result(value)
}

function usage(problem: RegExp) {
  return (thrown: unknown) => {
    assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'usage')
    assert.match(thrown.facts.problem, problem)
    assert.deepEqual(thrown.facts.allowed, ['on', 'off', 'blink', 'stat'])
    return true
  }
}

const front = { name: 'front_id', kind: 'lamp' } as const
const rear = { name: 'rear_id', kind: 'lamp' } as const

describe('rbeacon (xcat-contract 1.8)', () => {
  for (const state of ['on', 'off', 'blink'] as const)
    test(`${state} asks for ${state}, and reads ${state} once the BMC has taken it`, async () => {
      const { invocation, view } = await parse('rbeacon', [state])
      assert.deepEqual([invocation.call.op, invocation.call.input], ['setBeacon', { state }])
      assert.deepEqual(view.result({ state }), [state])
    })

  test('stat reads Front and Rear: On, Off, Blink', async () => {
    assert.equal((await parse('rbeacon', ['stat'])).invocation.call.op, 'getBeacon')
    const both = { state: 'on', front: { ...front, state: 'on' }, rear: { ...rear, state: 'off' } }
    assert.deepEqual(await lines('stat', both), ['Front:On Rear:Off'])
    const blinking = { front: { ...front, state: 'blink' }, rear: { ...rear, state: 'blink' } }
    assert.deepEqual(await lines('stat', blinking), ['Front:Blink Rear:Blink'])
  })

  test('a missing front reads None, a missing rear N/A', async () => {
    assert.deepEqual(await lines('stat', { rear: { ...rear, state: 'on' } }), ['Front:None Rear:On'])
    assert.deepEqual(await lines('stat', { front: { ...front, state: 'on' } }), ['Front:On Rear:N/A'])
    assert.deepEqual(await lines('stat', { front, rear }), ['Front:None Rear:N/A'])
  })

  test('a BMC that has no lamps tells what it was asked for', async () => {
    for (const [state, text] of [
      ['on', 'On'],
      ['off', 'Off'],
      ['blink', 'Blink'],
      [undefined, 'None'],
    ])
      assert.deepEqual(await lines('stat', { state }), [`Identify:${text}`])
  })

  test('refuses what it does not know', async () => {
    await assert.rejects(parse('rbeacon', []), usage(/^No option specified for rbeacon$/))
    await assert.rejects(parse('rbeacon', ['bogus']), usage(/^Unsupported command: rbeacon bogus$/))
    await assert.rejects(
      parse('rbeacon', ['on', 'off']),
      usage(/^Only one option is supported at the same time/),
    )
  })
})
