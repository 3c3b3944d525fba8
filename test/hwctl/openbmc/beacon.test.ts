import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { askBmc } from './asked-bmc.ts'

const SAMPLES = resolve(import.meta.dirname, '../../../../shared/samples/openbmc-rest')
const skip = existsSync(SAMPLES) ? false : `the recorded OpenBMC bodies are not there: ${SAMPLES}`
if (skip && process.env.CI) throw new Error(skip)

const LED = '/xyz/openbmc_project/led'
const ACTION = 'xyz.openbmc_project.Led.Physical.Action.'

async function ask(t: TestContext, leds: Readonly<Record<string, unknown>>, word: string) {
  const data = Object.fromEntries(Object.entries(leds).map(([path, object]) => [`${LED}/${path}`, object]))
  const asked = await askBmc(t, { [`${LED}/enumerate`]: JSON.stringify({ data }) }, `rbeacon ${word}`)
  const writes = asked.requests.filter((line) => line.startsWith('PUT '))
  return { ...asked, writes: writes.map((line) => line.slice(`PUT ${LED}/`.length)) }
}

describe('recorded LEDs', { skip }, () => {
  for (const server of ['live-bmcweb', 'live-phosphor-rest'])
    test(`rbeacon of ${server}, which has groups and no lamps`, async (t) => {
      const { data } = JSON.parse(readFileSync(`${SAMPLES}/${server}/led-enumerate.json`, 'utf8'))
      const objects = Object.fromEntries(
        Object.entries(data).map(([path, object]) => [path.slice(LED.length + 1), object]),
      )
      assert.deepEqual((await ask(t, objects, 'stat')).lines, ['Identify:Off'])
      const lit = await ask(t, objects, 'on')
      assert.deepEqual([lit.lines, lit.writes], [['on'], ['groups/enclosure_identify/attr/Asserted']])
      const blinking = await ask(t, objects, 'blink')
      assert.deepEqual(blinking.writes, ['groups/enclosure_identify_blink/attr/Asserted'])
    })

  test('the group of 2017 says 0', async (t) => {
    const { data } = JSON.parse(readFileSync(`${SAMPLES}/issues/led-enclosure-identify-2017-07.json`, 'utf8'))
    assert.deepEqual((await ask(t, { 'groups/enclosure_identify': data }, 'stat')).lines, ['Identify:Off'])
  })
})

const lamp = (state: unknown) => ({ State: typeof state === 'string' ? ACTION + state : state, DutyOn: 50 })

describe('the beacon, as images of different years have it', () => {
  for (const [asserted, text] of [
    [true, 'On'],
    [1, 'On'],
    ['1', 'On'],
    ['true', 'On'],
    [false, 'Off'],
    [0, 'Off'],
    ['0', 'Off'],
    [null, 'None'],
    [undefined, 'None'],
  ] as const)
    test(`a group with Asserted ${JSON.stringify(asserted)} reads ${text}`, async (t) => {
      const { lines } = await ask(t, { 'groups/enclosure_identify': { Asserted: asserted } }, 'stat')
      assert.deepEqual(lines, [`Identify:${text}`])
    })

  test('lamps go before groups, whatever way their names are written', async (t) => {
    for (const [front, rear] of [
      ['front_id', 'rear_id'],
      ['front-id', 'rear-id'],
      ['front_identify', 'rear_identify'],
    ]) {
      const leds = {
        'groups/enclosure_identify': { Asserted: false },
        [`physical/${front}`]: lamp('Off'),
        [`physical/${rear}`]: lamp('Blink'),
        'physical/rear_fault': lamp('On'),
      }
      assert.deepEqual((await ask(t, leds, 'stat')).lines, ['Front:Off Rear:Blink'])
    }
  })

  test('a lamp that does not say, and one that is not there', async (t) => {
    assert.deepEqual((await ask(t, { 'physical/front_id': lamp(null) }, 'stat')).lines, [
      'Front:None Rear:N/A',
    ])
    assert.deepEqual((await ask(t, { 'physical/rear_id': lamp('On') }, 'stat')).lines, ['Front:None Rear:On'])
  })

  test('what blinks is taken back before it is lit, and the other way round', async (t) => {
    const groups = (steady: boolean, blinking: boolean) => ({
      'groups/enclosure_identify': { Asserted: steady },
      'groups/enclosure_identify_blink': { Asserted: blinking },
    })
    const [steady, blinking] = ['enclosure_identify', 'enclosure_identify_blink'].map(
      (name) => `groups/${name}/attr/Asserted`,
    )
    assert.deepEqual((await ask(t, groups(false, true), 'on')).writes, [blinking, steady])
    assert.deepEqual((await ask(t, groups(true, false), 'blink')).writes, [steady, blinking])
    assert.deepEqual((await ask(t, groups(false, true), 'off')).writes, [blinking, steady])
    assert.deepEqual((await ask(t, groups(false, true), 'stat')).lines, ['Identify:Blink'])
  })

  test('lamps blink by themselves where no group has them blink', async (t) => {
    const leds = {
      'groups/enclosure_identify': { Asserted: 0 },
      'physical/front_id': lamp('Off'),
      'physical/rear_id': lamp('Off'),
    }
    const both = ['physical/front_id/attr/State', 'physical/rear_id/attr/State']
    assert.deepEqual((await ask(t, leds, 'blink')).writes, both)
    const { 'groups/enclosure_identify': _, ...lamps } = leds
    assert.deepEqual((await ask(t, lamps, 'on')).writes, both)
  })

  test('what the BMC has not is refused, and nothing is written', async (t) => {
    for (const [leds, word, what] of [
      [
        { 'groups/enclosure_identify': { Asserted: false } },
        'blink',
        'identify LED that can be made to blink over openbmc',
      ],
      [{ 'groups/enclosure_fault': { Asserted: false } }, 'on', 'identify LED over openbmc'],
      [{}, 'stat', 'identify LED over openbmc'],
    ] as const) {
      const { error, writes } = await ask(t, leds, word)
      assert.deepEqual([error, writes], [{ kind: 'unsupported', what }, []])
    }
    const { error } = await askBmc(t, {}, 'rbeacon stat')
    assert.deepEqual(error, { kind: 'unsupported', what: 'identify LED over openbmc' })
  })

  test('an LED of the wrong shape is named with its path', async (t) => {
    const { error } = await ask(t, { 'groups/enclosure_identify': { Asserted: [] } }, 'stat')
    assert.ok(error?.kind === 'malformed', JSON.stringify(error))
    assert.equal(error.path, `${LED}/groups/enclosure_identify`)
  })
})
