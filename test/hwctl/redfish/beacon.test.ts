import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { type Reply, service, systems } from './service.ts'

type Properties = Record<string, unknown>

/** A system with these properties; `takes` says what a PATCH does to them, or answers it. */
async function machine(
  t: TestContext,
  properties: Properties,
  takes: (change: Properties) => Properties | Reply = (change) => change,
  more: Record<string, unknown> = {},
) {
  const system = { ...properties }
  const tree = { ...systems({ s: system }), ...more }
  const { ask, writes } = await service(t, tree, ({ method, path, body }) => {
    if (path === '/redfish/v1/Systems/s' && method === 'GET') return { status: 200, body: system }
    if (method !== 'PATCH') return undefined
    const taken = takes(body as Properties)
    if ('status' in taken) return taken as Reply
    Object.assign(
      path === '/redfish/v1/Systems/s' ? system : (tree[path as keyof typeof tree] as object),
      taken,
    )
    return { status: 204 }
  })
  return { ask, writes: () => writes().map((line) => line.replace('PATCH /redfish/v1/', '')) }
}

describe('the identify LED in the properties that a service has', () => {
  for (const [words, properties, line] of [
    ['LocationIndicatorActive alone', { LocationIndicatorActive: true }, 'On'],
    ['LocationIndicatorActive alone, inactive', { LocationIndicatorActive: false }, 'Off'],
    ['IndicatorLED alone', { IndicatorLED: 'Lit' }, 'On'],
    [
      'both, of which the lamp says more',
      { LocationIndicatorActive: true, IndicatorLED: 'Blinking' },
      'Blink',
    ],
    ['a lamp that does not know', { LocationIndicatorActive: true, IndicatorLED: 'Unknown' }, 'On'],
    ['a lamp that does not know, alone', { IndicatorLED: 'Unknown' }, 'None'],
    ['a null beside it', { LocationIndicatorActive: null, IndicatorLED: 'Off' }, 'Off'],
  ] as const)
    test(`stat, with ${words}`, async (t) => {
      const { ask } = await machine(t, properties)
      assert.deepEqual((await ask('rbeacon stat')).lines, [`n1: Identify:${line}`])
    })

  test('on and off by LocationIndicatorActive, where there is no lamp; blink is refused and nothing is sent', async (t) => {
    const { ask, writes } = await machine(t, { LocationIndicatorActive: false })
    assert.deepEqual((await ask('rbeacon on')).lines, ['n1: on'])
    assert.deepEqual((await ask('rbeacon off')).lines, ['n1: off'])
    assert.equal((await ask('rbeacon blink')).errors[0]?.kind, 'unsupported')
    assert.deepEqual(writes(), [
      'Systems/s {"LocationIndicatorActive":true}',
      'Systems/s {"LocationIndicatorActive":false}',
    ])
  })

  test('the words of the lamp, where there is one; only those that it offers', async (t) => {
    const offered = { 'IndicatorLED@Redfish.AllowableValues': ['Lit', 'Off'] }
    const { ask, writes } = await machine(t, { IndicatorLED: 'Off', ...offered })
    await ask('rbeacon on')
    assert.equal((await ask('rbeacon blink')).errors[0]?.kind, 'unsupported')
    assert.deepEqual(writes(), ['Systems/s {"IndicatorLED":"Lit"}'])
  })

  test('a chassis has it where the system has none', async (t) => {
    const path = '/redfish/v1/Chassis/c'
    const { ask, writes } = await machine(t, { Links: { Chassis: [{ '@odata.id': path }] } }, undefined, {
      [path]: { IndicatorLED: 'Off' },
    })
    assert.deepEqual((await ask('rbeacon blink')).lines, ['n1: blink'])
    assert.deepEqual((await ask('rbeacon stat')).lines, ['n1: Identify:Blink'])
    assert.deepEqual(writes(), ['Chassis/c {"IndicatorLED":"Blinking"}'])
  })

  test('a machine without one says so', async (t) => {
    const { ask, writes } = await machine(t, {})
    for (const word of ['stat', 'on'])
      assert.equal((await ask(`rbeacon ${word}`)).errors[0]?.kind, 'unsupported')
    assert.deepEqual(writes(), [])
  })
})

describe('a service that does otherwise than it was asked', { concurrency: true }, () => {
  const BOTH = { IndicatorLED: 'Off', LocationIndicatorActive: false }

  test('a lamp that takes no order: the other property is tried (bmcweb asserts the wrong group for Lit)', async (t) => {
    const { ask, writes } = await machine(t, BOTH, (change) =>
      'IndicatorLED' in change ? {} : { ...change, IndicatorLED: 'Blinking' },
    )
    assert.deepEqual((await ask('rbeacon on')).lines, ['n1: on'])
    assert.deepEqual(writes(), [
      'Systems/s {"IndicatorLED":"Lit"}',
      'Systems/s {"LocationIndicatorActive":true}',
    ])
    assert.deepEqual((await ask('rbeacon stat')).lines, ['n1: Identify:Blink'])
  })

  test('a lamp that may not be written: the same', async (t) => {
    const refused = { status: 400, body: { error: { message: 'PropertyNotWritable' } } }
    const { ask } = await machine(t, BOTH, (change) => ('IndicatorLED' in change ? refused : change))
    assert.deepEqual((await ask('rbeacon on')).lines, ['n1: on'])
  })

  test('nothing changes: what was asked, what is, and what the service said about it', async (t) => {
    const said = { MessageId: 'Base.1.12.PropertyNotUpdated', Message: 'The property was not updated.' }
    const { ask } = await machine(t, { IndicatorLED: 'Off' }, () => ({
      status: 200,
      body: { '@Message.ExtendedInfo': [said] },
    }))
    const [error] = (await ask('rbeacon on')).errors
    assert.ok(error?.kind === 'bmc')
    assert.equal(error.message, 'not changed: IndicatorLED: asked for Lit, is Off')
    assert.equal(error.resolution, said.Message)
  })

  test('somebody who may not is told so, and nothing else is tried', async (t) => {
    const { ask, writes } = await machine(t, BOTH, () => ({
      status: 403,
      body: { error: { message: 'No' } },
    }))
    const [error] = (await ask('rbeacon on')).errors
    assert.ok(error?.kind === 'bmc' && error.status === 403)
    assert.equal(writes().length, 1)
  })
})
