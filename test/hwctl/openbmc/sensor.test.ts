import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import type { SensorReading, Vitals } from '../../../src/hwctl/managers/sensor.ts'
import { askBmc } from './asked-bmc.ts'

const SAMPLES = resolve(import.meta.dirname, '../../../../shared/samples/openbmc-rest')
const skip = existsSync(SAMPLES) ? false : `the recorded OpenBMC bodies are not there: ${SAMPLES}`
if (skip && process.env.CI) throw new Error(skip)

const SENSORS = '/xyz/openbmc_project/sensors'
const ENUMERATE = `${SENSORS}/enumerate`
const LEDS = '/xyz/openbmc_project/led/enumerate'
const UNIT = 'xyz.openbmc_project.Sensor.Value.Unit.'

const RECORDED_LINES = [
  'Altitude: 182 Meters',
  'Ambient: 23.5 C',
  'Dimm2 Temp: 91 C',
  'Fan0 0: 7668 RPMS',
  'Fan1 0: 7768 RPMS',
  'P0 Core0 Temp: 41 C',
  'P1 Core0 Temp: 42 C',
  'Pcie: 30.312 C',
  'Ps0 Input Power: 212 Watts',
  'Ps0 Input Voltage: 207.5 Volts',
  'Ps0 Output Current: 17.1 Amps',
  'Ps1 Input Power: 209 Watts',
  'Total Power: 421 Watts',
]

const RECORDED_LEDS = [
  'LEDs Bmc Booted: On',
  'LEDs Enclosure Fault: Off',
  'LEDs Enclosure Identify: Off',
  'LEDs Enclosure Identify Blink: Off',
  'LEDs Power On: Off',
]

describe('recorded sensors', { skip }, () => {
  for (const server of ['live-bmcweb', 'live-phosphor-rest'])
    test(`rvitals of ${server}`, async (t) => {
      const body = (group: string) => readFileSync(`${SAMPLES}/${server}/${group}-enumerate.json`, 'utf8')
      const bodies = { [ENUMERATE]: body('sensors'), [LEDS]: body('led') }
      const { value, lines } = await askBmc(t, bodies, 'rvitals all')
      assert.deepEqual(lines, [...RECORDED_LINES, ...RECORDED_LEDS])
      const hot = (value as Vitals).sensors.find(({ name }) => name === 'dimm2_temp')
      assert.deepEqual([hot?.health, hot?.functional], ['critical', true])
      assert.equal(hot?.thresholds?.criticalHigh, 90)
    })

  test('a sensor of 2017 counts in thousandths', async (t) => {
    const object = JSON.parse(readFileSync(`${SAMPLES}/issues/sensor-pcie-2017-05.json`, 'utf8'))
    const { lines } = await read(t, { [`${SENSORS}/temperature/pcie`]: object })
    assert.deepEqual(lines, ['Pcie: 29.625 C'])
  })
})

async function read(t: TestContext, objects: Readonly<Record<string, unknown>>, word = 'all') {
  return askBmc(t, { [ENUMERATE]: JSON.stringify({ data: objects }) }, `rvitals ${word}`)
}

async function reading(t: TestContext, object: unknown): Promise<SensorReading> {
  const { value } = await read(t, { [`${SENSORS}/temperature/ambient`]: object })
  const [sensor] = (value as Vitals).sensors
  assert.ok(sensor)
  return sensor
}

describe('a sensor as images of different years write it', () => {
  const values = [
    [{ Value: 26500, Scale: -3, Unit: `${UNIT}DegreesC` }, 26.5],
    [{ Value: 26.5, Unit: `${UNIT}DegreesC` }, 26.5],
    [{ Value: '26.5', Unit: `${UNIT}DegreesC` }, 26.5],
    [{ Value: '26500', Scale: '-3', Unit: 'DegreesC' }, 26.5],
    [{ Value: 5, Scale: 2, Unit: `${UNIT}DegreesC` }, 500],
    [{ Value: 3, Scale: null, Unit: `${UNIT}DegreesC` }, 3],
    [{ Value: null, Unit: `${UNIT}DegreesC` }, null],
    [{ Value: 'nan', Unit: `${UNIT}DegreesC` }, null],
    [{ Value: ' ', Unit: `${UNIT}DegreesC` }, null],
    [{ Unit: `${UNIT}DegreesC` }, null],
    [{ Value: 26.5, Available: false, Unit: `${UNIT}DegreesC` }, null],
  ] as const
  for (const [object, value] of values)
    test(`${JSON.stringify(object)} reads ${value}`, async (t) => {
      const read = await reading(t, object)
      assert.deepEqual(
        [read.value, read.unit, read.class, read.text],
        [value, 'celsius', 'temperature', undefined],
      )
    })

  test('1.9 Value*10^Scale: thresholds are scaled as the value is; those without a number are none', async (t) => {
    const object = { Value: 1, Scale: -3, CriticalHigh: 90000, CriticalLow: null, WarningHigh: '84000' }
    const { thresholds } = await reading(t, object)
    assert.deepEqual(thresholds, { warningHigh: 84, criticalHigh: 90 })
  })

  test('alarms of 0 and 1', async (t) => {
    assert.equal(
      (await reading(t, { Value: 1, CriticalAlarmHigh: 1, WarningAlarmHigh: 1 })).health,
      'critical',
    )
    assert.equal((await reading(t, { Value: 1, CriticalAlarmHigh: 0, WarningAlarmLow: 1 })).health, 'warning')
    assert.equal((await reading(t, { Value: 1, CriticalAlarmHigh: 0 })).health, 'ok')
    assert.equal((await reading(t, { Value: 1 })).health, undefined)
  })

  test('1.9 old style: value and units in lower case, numbers and words, are in all and nowhere else', async (t) => {
    const objects = {
      [`${SENSORS}/chassis/PowerSupplyRedundancy`]: { error: 0, units: '', value: 'Enabled ' },
      [`${SENSORS}/host/cpu0`]: { units: 'C', value: 41 },
      [`${SENSORS}/host/present`]: { value: true },
    }
    assert.deepEqual((await read(t, objects)).lines, [
      'Cpu0: 41 C',
      'Powersupplyredundancy: Enabled',
      'Present: true',
    ])
    assert.deepEqual((await read(t, objects, 'temp')).lines, ['No attributes returned from the BMC.'])
  })

  test('newer units read right', async (t) => {
    const of = (unit: string, value: number) => ({ Unit: UNIT + unit, Value: value })
    const objects = {
      [`${SENSORS}/utilization/cpu_load`]: of('Percent', 12.5),
      [`${SENSORS}/humidity/inlet`]: of('PercentRH', 40),
      [`${SENSORS}/airflow/system`]: of('CFM', 88),
      [`${SENSORS}/fan_pwm/fan0_pwm`]: of('Percent', 30),
      [`${SENSORS}/pressure/air`]: of('Pascals', 101325),
      [`${SENSORS}/memory/used`]: of('Bytes', 4294967296),
      [`${SENSORS}/odd/thing`]: of('constructor', 1),
    }
    const { value, lines } = await read(t, objects)
    assert.deepEqual(lines, [
      'Air: 101325 Pascals',
      'Cpu Load: 12.5 %',
      'Fan0 Pwm: 30 %',
      'Inlet: 40 %',
      'System: 88 CFM',
      'Thing: 1 constructor',
      'Used: 4294967296 Bytes',
    ])
    const classes = (value as Vitals).sensors.map(({ class: sensorClass }) => sensorClass)
    assert.deepEqual(classes, ['pressure', 'utilization', 'other', 'humidity', 'air-flow', 'other', 'other'])
  })

  test('NaN, which Python writes and JSON has not, is no reading of that one sensor', async (t) => {
    const body = `{"data": {"${SENSORS}/temperature/a": {"Value": NaN, "Unit": "${UNIT}DegreesC", "CriticalHigh": Infinity},
      "${SENSORS}/temperature/b_NaN": {"Value": 2.5, "Unit": "${UNIT}DegreesC"}}}`
    const { lines } = await askBmc(t, { [ENUMERATE]: body }, 'rvitals temp -V')
    assert.deepEqual(lines, ['A: N/A', 'B Nan: 2.5 C'])
  })
})

describe('answers that are no sensors', () => {
  for (const [what, body, path] of [
    ['null', 'null', ENUMERATE],
    ['HTML', '<html></html>', ENUMERATE],
    ['a list', '{"data": [1]}', ENUMERATE],
    ['no data', '{"message": "200 OK"}', ENUMERATE],
    ['a sensor that is no object', `{"data": {"${SENSORS}/temperature/x": 7}}`, `${SENSORS}/temperature/x`],
    [
      'a value that is a list',
      `{"data": {"${SENSORS}/temperature/x": {"Value": []}}}`,
      `${SENSORS}/temperature/x`,
    ],
  ] as const)
    test(`${what} is named as such, with the path`, async (t) => {
      const { error } = await askBmc(t, { [ENUMERATE]: body }, 'rvitals')
      assert.ok(error?.kind === 'malformed', JSON.stringify(error))
      assert.equal(error.path, path)
    })

  test('a BMC without LEDs has sensors all the same', async (t) => {
    const { lines, requests } = await read(t, { [`${SENSORS}/temperature/x`]: { Value: 1 } })
    assert.deepEqual(lines, ['X: 1'])
    assert.deepEqual(requests, [`GET ${LEDS}`, `GET ${ENUMERATE}`])
  })
})
