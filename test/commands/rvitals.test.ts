import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { HwctlError } from '../../src/core/errors.ts'
import type { Led } from '../../src/hwctl/managers/beacon.ts'
import type { SensorReading } from '../../src/hwctl/managers/sensor.ts'

async function lines(value: { sensors?: Partial<SensorReading>[]; leds?: Led[] }, ...words: string[]) {
  return (await parse('rvitals', words)).view.result({ sensors: [], leds: [], ...value })
}

async function line(sensor: Partial<SensorReading>, ...words: string[]) {
  const [only, ...more] = await lines({ sensors: [sensor] }, ...words)
  assert.deepEqual(more, [])
  return only
}

const WORDS = [
  ['all', { leds: true }],
  ['altitude', { classes: ['altitude'], leds: false }],
  ['fanspeed', { classes: ['fan-speed'], leds: false }],
  ['leds', { classes: [], leds: true }],
  ['power', { classes: ['current', 'energy', 'power'], leds: false }],
  ['temp', { classes: ['temperature'], leds: false }],
  ['voltage', { classes: ['voltage'], leds: false }],
  ['wattage', { classes: ['power'], leds: false }],
  ['humidity', { classes: ['humidity'], leds: false }],
  ['utilization', { classes: ['utilization'], leds: false }],
] as const

describe('the words of rvitals (xcat-contract 1.9)', () => {
  for (const [word, wish] of WORDS)
    test(word, async () => {
      const { call } = (await parse('rvitals', [word])).invocation
      assert.deepEqual([call.capability, call.op, call.input], ['sensor', 'readVitals', wish])
    })

  test('no word at all is all', async () =>
    assert.deepEqual((await parse('rvitals', [])).invocation.call.input, { leds: true }))

  test('refuses what it does not know', async () => {
    for (const [words, problem] of [
      [['bogus'], 'Unsupported command: rvitals bogus'],
      [['constructor'], 'Unsupported command: rvitals constructor'],
      [['temp', 'power'], 'Only one option is supported at the same time for rvitals'],
    ] as const)
      await assert.rejects(parse('rvitals', words), (thrown) => {
        assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'usage')
        assert.equal(thrown.facts.problem, problem)
        return true
      })
  })
})

describe('the lines of rvitals (xcat-contract 1.9)', () => {
  const units = [
    ['celsius', 26.5, '26.5 C'],
    ['rpm', 7668, '7668 RPMS'],
    ['volts', 207.5, '207.5 Volts'],
    ['amperes', 17.1, '17.1 Amps'],
    ['watts', 212, '212 Watts'],
    ['joules', 12345678, '12345678 Joules'],
    ['meters', 182, '182 Meters'],
    ['percent', 35.25, '35.25 %'],
    ['cfm', 12, '12 CFM'],
    ['Furlongs', 1, '1 Furlongs'],
  ] as const
  for (const [unit, value, text] of units)
    test(`${value} ${unit} reads ${text}`, async () =>
      assert.equal(await line({ name: 'ambient', value, unit }), `Ambient: ${text}`))

  test('a label is the last part of the path, blanks for underscores, in title case', async () => {
    for (const [name, label] of [
      ['p0_core0_temp', 'P0 Core0 Temp'],
      ['PCIE_temp', 'Pcie Temp'],
      ['12v_rail', '12V Rail'],
    ])
      assert.equal(await line({ name, value: 1 } as SensorReading), `${label}: 1`)
  })

  test('a value has six digits, and no exponent where there are more before the point', async () => {
    for (const [value, text] of [
      [30.312499, '30.3125'],
      [0.1 + 0.2, '0.3'],
      [99999.96, '100000'],
      [1234567.8, '1234568'],
      [-5, '-5'],
      [0, '0'],
    ] as const)
      assert.equal(await line({ name: 'x', value, unit: 'watts' }), `X: ${text} Watts`)
  })

  test('no reading is N/A, and what is no number is told as it is', async () => {
    assert.equal(await line({ name: 'ambient', value: null, unit: 'celsius' }), 'Ambient: N/A')
    assert.equal(
      await line({ name: 'PowerSupplyRedundancy', value: null, text: 'Enabled' }),
      'Powersupplyredundancy: Enabled',
    )
  })

  test('-V adds the limits, and what is wrong', async () => {
    const hot: Partial<SensorReading> = {
      name: 'dimm2_temp',
      value: 91,
      unit: 'celsius',
      thresholds: { warningHigh: 84, criticalHigh: 90 },
      health: 'critical',
      functional: false,
    }
    assert.equal(await line(hot), 'Dimm2 Temp: 91 C')
    const long = 'Dimm2 Temp: 91 C (warning above 84, critical above 90, critical, not functional)'
    assert.equal(await line(hot, '-V'), long)
    assert.equal(await line({ name: 'x', value: 1, health: 'ok' }, '-V'), 'X: 1')
  })

  test('LEDs come in xCAT’s order after the sensors; what is missing of its ten reads N/A, others follow', async () => {
    const leds: Led[] = [
      { name: 'fan0', kind: 'lamp', state: 'off' },
      { name: 'front-id', kind: 'lamp', state: 'blink' },
      { name: 'heartbeat', kind: 'lamp', state: 'on' },
      { name: 'rear_power', kind: 'lamp' },
      { name: 'enclosure_identify', kind: 'group', state: 'on' },
    ]
    assert.deepEqual(await lines({ sensors: [{ name: 'a', value: 1 }], leds }), [
      'A: 1',
      'LEDs Fan0: Off',
      'LEDs Fan1: N/A',
      'LEDs Fan2: N/A',
      'LEDs Fan3: N/A',
      'LEDs Front Fault: N/A',
      'LEDs Front Identify: Blink',
      'LEDs Front Power: N/A',
      'LEDs Rear Fault: N/A',
      'LEDs Rear Identify: N/A',
      'LEDs Rear Power: N/A',
      'LEDs Heartbeat: On',
    ])
  })

  test('groups are shown where there are no lamps', async () => {
    const leds: Led[] = [{ name: 'enclosure_fault', kind: 'group', state: 'off' }]
    assert.deepEqual(await lines({ leds }, 'leds'), ['LEDs Enclosure Fault: Off'])
  })

  test('nothing found is said in xCAT’s words', async () =>
    assert.deepEqual(await lines({}, 'temp'), ['No attributes returned from the BMC.']))
})
