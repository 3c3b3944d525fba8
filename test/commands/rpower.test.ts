import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { HwctlError } from '../../src/core/errors.ts'

async function callOf(...words: string[]) {
  return (await parse('rpower', words)).invocation.call
}

async function lines(words: readonly string[], value: unknown) {
  return (await parse('rpower', words)).view.result(value)
}

function usage(problem: RegExp) {
  return (thrown: unknown) => {
    assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'usage')
    assert.match(thrown.facts.problem, problem)
    return true
  }
}

describe('the words of rpower', () => {
  for (const word of ['stat', 'state', 'status'])
    test(`${word} reads the state`, async () => {
      assert.deepEqual(await callOf(word), { capability: 'power', op: 'getState', input: undefined })
    })

  for (const target of ['on', 'off', 'softoff'])
    test(`${target} sets it`, async () => {
      assert.deepEqual(await callOf(target), {
        capability: 'power',
        op: 'setState',
        input: { target },
        lock: 'heeds',
      })
    })

  for (const how of ['reset', 'boot', 'cycle'])
    test(`${how} restarts`, async () => {
      assert.deepEqual(await callOf(how), {
        capability: 'power',
        op: 'restart',
        input: { how },
        lock: 'heeds',
      })
    })

  test('nmi, bmcstate and bmcreboot have ops of their own', async () => {
    const ops = await Promise.all(
      ['nmi', 'bmcstate', 'bmcreboot'].map(async (word) => (await callOf(word)).op),
    )
    assert.deepEqual(ops, ['interrupt', 'getBmcState', 'rebootBmc'])
  })

  test('--wait takes seconds after an equals sign, 300 without, and may stand before the word', async () => {
    assert.deepEqual((await callOf('--wait', 'on')).input, { target: 'on', waitMs: 300_000 })
    assert.deepEqual((await callOf('on', '--wait=20')).input, { target: 'on', waitMs: 20_000 })
  })

  test('--force-after goes with softoff', async () => {
    assert.deepEqual((await callOf('softoff', '--force-after', '60')).input, {
      target: 'softoff',
      forceAfterMs: 60_000,
    })
    await assert.rejects(callOf('off', '--force-after', '60'), usage(/goes with softoff/))
  })

  test('the same call comes out under the short name', async () => {
    assert.equal((await parse('power', ['stat'])).invocation.command, 'rpower')
  })
})

describe('what rpower refuses, in xCAT’s words', () => {
  test('no word', () => assert.rejects(callOf(), usage(/^No option specified for rpower$/)))
  test('two words', () =>
    assert.rejects(callOf('on', 'off'), usage(/^Only one option is supported at the same time for rpower$/)))
  test('an unknown word', () => assert.rejects(callOf('bogus'), usage(/^Unsupported command: rpower bogus$/)))
  for (const word of ['pduon', 'wake', 'suspend', 'constructor', '__proto__'])
    test(`${word}`, () =>
      assert.rejects(callOf(word), usage(new RegExp(`^Unsupported command: rpower ${word}$`))))
  test('an unknown option', () => assert.rejects(callOf('on', '--force'), usage(/^Unknown option: --force$/)))
  test('xCAT’s -m, which reads tables that are not here', () =>
    assert.rejects(callOf('on', '-m', 'nodelist.status==booted'), usage(/^Unknown option: -m$/)))
  for (const seconds of ['0', '-1', 'soon', '1.5', ''])
    test(`--wait=${seconds}`, () =>
      assert.rejects(callOf('on', `--wait=${seconds}`), usage(/--wait wants a whole number/)))
  test('waiting for what does not change', () =>
    assert.rejects(callOf('stat', '--wait'), usage(/--wait does not go with rpower stat/)))
})

describe('the lines of rpower', () => {
  const states = [
    ['on', 'on'],
    ['off', 'off'],
    ['on-chassis', 'on (Chassis)'],
    ['quiesced', 'quiesced'],
    ['powering-on', 'poweringon'],
    ['powering-off', 'poweringoff'],
    ['paused', 'paused'],
  ] as const
  for (const [state, text] of states)
    test(`${state} reads ${text}`, async () =>
      assert.deepEqual(await lines(['stat'], { state, reported: {} }), [text]))

  test('states that have no name are told as the BMC words them', async () => {
    const host = { state: 'unexpected', reported: { host: 'Standby', chassis: 'On' } }
    assert.deepEqual(await lines(['stat'], host), ['Unexpected host state=Standby'])
    const chassis = { state: 'unexpected', reported: { chassis: 'Broken' } }
    assert.deepEqual(await lines(['stat'], chassis), ['Unexpected chassis state=Broken'])
  })

  test('on, off and softoff echo the word; a forced one says off', async () => {
    assert.deepEqual(await lines(['on'], { requested: 'on', forced: false }), ['on'])
    assert.deepEqual(await lines(['softoff'], { requested: 'softoff', forced: false }), ['softoff'])
    assert.deepEqual(await lines(['softoff'], { requested: 'softoff', forced: true }), ['off'])
  })

  test('a boot reads reset, as in xCAT, and a restart of what is off reads off', async () => {
    assert.deepEqual(await lines(['boot'], { how: 'boot', restarted: true }), ['reset'])
    assert.deepEqual(await lines(['reset'], { how: 'reset', restarted: true }), ['reset'])
    assert.deepEqual(await lines(['reset'], { how: 'reset', restarted: false }), ['off'])
    assert.deepEqual(await lines(['cycle'], { how: 'cycle', restarted: true }), ['cycle'])
  })

  test('the BMC is Ready or NotReady', async () => {
    assert.deepEqual(await lines(['bmcstate'], { ready: true, reported: 'Ready' }), ['BMC Ready'])
    assert.deepEqual(await lines(['bmcstate'], { ready: false, reported: 'NotReady' }), ['BMC NotReady'])
    assert.deepEqual(await lines(['bmcreboot'], { rebooting: true }), ['BMC reboot'])
  })
})
