import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type ErrorFacts, factsOf } from '../../../src/core/errors.ts'
import type { Vitals, VitalsWish } from '../../../src/hwctl/managers/sensor.ts'
import executor from '../../../src/hwctl/redfish/sensor.ts'
import { type Answer, clientOf, collection, root } from './client.ts'

const SYSTEM = '/redfish/v1/Systems/s'
const CHASSIS = '/redfish/v1/Chassis/c'
const links = (...paths: readonly string[]) => paths.map((path) => ({ '@odata.id': path }))

/** One system in one chassis, which has links to these, and what they lead to. */
function chassisWith(answers: Record<string, Answer>): Record<string, Answer> {
  const named = Object.keys(answers).filter((name) => !name.includes('/'))
  return {
    '/redfish/v1/': root(false),
    '/redfish/v1/Systems': collection(SYSTEM),
    [SYSTEM]: { Links: { Chassis: links(CHASSIS) } },
    '/redfish/v1/Chassis': collection(CHASSIS),
    [CHASSIS]: Object.fromEntries(named.map((name) => [name, { '@odata.id': `${CHASSIS}/${name}` }])),
    ...Object.fromEntries(Object.entries(answers).map(([name, answer]) => [`${CHASSIS}/${name}`, answer])),
  }
}

/** Sensors with these members, by Id. */
function sensors(members: Record<string, Answer>): Record<string, Answer> {
  const each = Object.entries(members).map(([id, answer]) => [`Sensors/${id}`, answer])
  const paths = Object.keys(members).map((id) => `${CHASSIS}/Sensors/${id}`)
  return { Sensors: collection(...paths), ...Object.fromEntries(each) }
}

/** The executor, on such a service, over one session. */
async function machine(t: Parameters<typeof clientOf>[0], answers: Record<string, Answer>) {
  const client = await clientOf(t, answers)
  const op = executor.ops.readVitals
  assert.ok(op && op !== 'unsupported')
  const warnings: ErrorFacts[] = []
  const target = {
    bmc: client.bmc,
    signal: client.bmc.signal,
    warn: (facts: ErrorFacts) => warnings.push(facts),
  } as unknown as Parameters<typeof op.run>[0]
  return {
    ...client,
    warnings,
    async read(wish: VitalsWish = { leds: false }) {
      client.asked.length = 0
      return (await op.run(target, wish, undefined)) as Vitals
    },
  }
}

const told = ({ sensors: all }: Vitals) =>
  all.map(({ name, class: kind, value, unit }) => `${name}: ${value} ${unit} ${kind}`)

const TEMPERATURE = { Name: 'cpu', Reading: 40, ReadingType: 'Temperature', ReadingUnits: 'Cel' }

describe('each sensor is told once, whatever forms it is told in', () => {
  test('OpenBMC before 2024: power in Sensors, temperatures and fans in Thermal, voltages in Power', async (t) => {
    const { read } = await machine(
      t,
      chassisWith({
        ...sensors({
          power_total_power: { Name: 'total power', Reading: 300, ReadingType: 'Power', ReadingUnits: 'W' },
        }),
        Thermal: {
          Temperatures: [{ Name: 'ambient', ReadingCelsius: 23.5 }],
          Fans: [{ Name: 'fan0', Reading: 7000, ReadingUnits: 'RPM' }],
        },
        Power: {
          Voltages: [{ Name: 'p0 vdd', ReadingVolts: 0.98 }],
          PowerControl: [{ Name: 'Chassis Power Control', PowerConsumedWatts: 300 }],
        },
      }),
    )
    assert.deepEqual(told(await read()), [
      'ambient: 23.5 celsius temperature',
      'fan0: 7000 rpm fan-speed',
      'p0 vdd: 0.98 volts voltage',
      'total power: 300 watts power',
    ])
  })

  test('Dell: Sensors beside both the new and the old form, which are not even asked', async (t) => {
    const all = {
      a: TEMPERATURE,
      b: { ...TEMPERATURE, Name: 'v', ReadingType: 'Voltage', ReadingUnits: 'V' },
    }
    const { read, asked } = await machine(
      t,
      chassisWith({
        ...sensors({
          ...all,
          f: { ...TEMPERATURE, Name: 'f', ReadingType: 'Rotational', ReadingUnits: 'RPM' },
        }),
        ThermalSubsystem: 500,
        PowerSubsystem: 500,
        Thermal: 500,
        Power: 500,
      }),
    )
    assert.equal((await read()).sensors.length, 3)
    assert.deepEqual(
      asked.slice(-4),
      ['', '/a', '/b', '/f'].map((end) => `${CHASSIS}/Sensors${end}`),
    )
  })

  test('the new form without Sensors: metrics, fans, power supplies, the chassis as a whole', async (t) => {
    const { read } = await machine(
      t,
      chassisWith({
        ThermalSubsystem: {
          ThermalMetrics: { '@odata.id': `${CHASSIS}/T/M` },
          Fans: { '@odata.id': `${CHASSIS}/T/Fans` },
        },
        'T/M': { TemperatureReadingsCelsius: [{ DeviceName: 'Intake', Reading: 21 }] },
        'T/Fans': collection(`${CHASSIS}/T/Fans/1`, `${CHASSIS}/T/Fans/2`),
        'T/Fans/1': { Name: 'Fan 1', SpeedPercent: { Reading: 45, SpeedRPM: 3000 } },
        'T/Fans/2': { Name: 'Fan 2', SpeedPercent: { Reading: 45 } },
        PowerSubsystem: { PowerSupplies: { '@odata.id': `${CHASSIS}/P/S` } },
        'P/S': collection(`${CHASSIS}/P/S/1`),
        'P/S/1': { Name: 'PSU 1', Metrics: { '@odata.id': `${CHASSIS}/P/S/1/M` } },
        'P/S/1/M': { InputVoltage: { Reading: 230 }, InputPowerWatts: { Reading: 150 } },
        EnvironmentMetrics: { PowerWatts: { Reading: 299 } },
      }),
    )
    assert.deepEqual(told(await read()), [
      'c Power: 299 watts power',
      'Fan 1: 3000 rpm fan-speed',
      'Fan 2: 45 percent fan-speed',
      'Intake: 21 celsius temperature',
      'PSU 1 Input Power: 150 watts power',
      'PSU 1 Input Voltage: 230 volts voltage',
    ])
  })

  test('links that lead nowhere are no reading, and are not asked again', async (t) => {
    const { read, asked } = await machine(t, chassisWith({ Sensors: 404, Thermal: 404, Power: 404 }))
    assert.deepEqual((await read()).sensors, [])
    assert.ok(asked.length > 4)
    assert.deepEqual((await read()).sensors, [])
    assert.deepEqual(asked, [])
  })

  test('sensors that a BMC calls the same are told apart by Id, or numbered where they only count', async (t) => {
    const { read } = await machine(
      t,
      chassisWith({
        ...sensors({ 'NIC.2': TEMPERATURE, 'NIC.5': TEMPERATURE }),
        Power: {
          Voltages: [
            { Name: 'VR', ReadingVolts: 1 },
            { Name: 'VR', ReadingVolts: 2 },
          ],
        },
      }),
    )
    assert.deepEqual(
      (await read()).sensors.map(({ name }) => name),
      ['NIC.2', 'NIC.5', 'VR 1', 'VR 2'],
    )
  })
})

describe('what a reading is', () => {
  const cases = [
    ['a number as text', { ...TEMPERATURE, Reading: '41.5' }, 'cpu: 41.5 celsius temperature'],
    ['nothing', { ...TEMPERATURE, Reading: null }, 'cpu: null celsius temperature'],
    [
      'of what is not there',
      { ...TEMPERATURE, Reading: 0, Status: { State: 'Absent' } },
      'cpu: null celsius temperature',
    ],
    ['with a status that is none', { ...TEMPERATURE, Status: 7 }, 'cpu: 40 celsius temperature'],
    ['without a type', { Name: 'x', Reading: 12, ReadingUnits: 'V' }, 'x: 12 volts voltage'],
    [
      'of a unit that nobody knows',
      { Name: 'x', Reading: 12, ReadingUnits: 'furlong' },
      'x: 12 furlong other',
    ],
    [
      'of energy',
      { Name: 'e', Reading: 7, ReadingType: 'EnergykWh', ReadingUnits: 'kW.h' },
      'e: 7 kilowatt-hours energy',
    ],
    [
      'of humidity',
      { Name: 'h', Reading: 41, ReadingType: 'Humidity', ReadingUnits: '%' },
      'h: 41 percent humidity',
    ],
    ['of a fan, in percent and revolutions', percent({ Name: 'a', SpeedRPM: 3000 }), 'a: 3000 rpm fan-speed'],
    ['of a fan, in percent', percent({ Name: 'Chassis Fan #1' }), 'Chassis Fan #1: 45 percent fan-speed'],
    ['of a duty cycle', percent({ Name: 'fan0 pwm', Id: 'fanpwm_fan0_pwm' }), 'fan0 pwm: 45 percent other'],
    ['of how busy something is', percent({ Name: 'CPU Usage' }), 'CPU Usage: 45 percent utilization'],
  ] as const
  for (const [what, sensor, expected] of cases)
    test(what, async (t) => {
      const { read } = await machine(t, chassisWith(sensors({ x: sensor })))
      assert.deepEqual(told(await read()), [expected])
    })

  test('limits and health; limits in percent are none of a speed in revolutions', async (t) => {
    const Thresholds = {
      UpperCaution: { Reading: 80 },
      UpperCriticalUser: { Reading: '90' },
      LowerCritical: { Reading: null },
      LowerFatal: { Reading: 5 },
    }
    const Status = { State: 'Enabled', Health: 'Warning' }
    const fan = percent({ Name: 'fan', SpeedRPM: 1, Thresholds, Status })
    const { read } = await machine(
      t,
      chassisWith(sensors({ a: { ...TEMPERATURE, Thresholds, Status }, b: fan })),
    )
    const [cpu, other] = (await read()).sensors
    assert.deepEqual(cpu?.thresholds, { warningHigh: 80, criticalHigh: 90, criticalLow: 5 })
    assert.equal(cpu?.health, 'warning')
    assert.equal(other?.thresholds, undefined)
  })
})

function percent(more: object): object {
  return { Reading: 45, ReadingType: 'Percent', ReadingUnits: '%', ...more }
}

describe('which requests it takes', () => {
  const fleet = () =>
    chassisWith({
      ...sensors({
        temperature_a: { ...TEMPERATURE, Name: 'a' },
        fantach_b: { Name: 'b', Reading: 1, ReadingType: 'Rotational', ReadingUnits: 'RPM' },
        voltage_c: { Name: 'c', Reading: 1, ReadingType: 'Voltage', ReadingUnits: 'V' },
        power_d: { Name: 'd', Reading: 1, ReadingType: 'Power', ReadingUnits: 'W' },
      }),
      Thermal: 500,
      Power: 500,
    })

  test('everything, of a BMC that is met for the first time, and of one that is known', async (t) => {
    const { read, asked } = await machine(t, fleet())
    const members = ['', '/temperature_a', '/fantach_b', '/voltage_c', '/power_d'].map(
      (end) => `${CHASSIS}/Sensors${end}`,
    )
    assert.equal((await read()).sensors.length, 4)
    assert.deepEqual(asked, [
      '/redfish/v1/',
      '/redfish/v1/Systems',
      SYSTEM,
      '/redfish/v1/Chassis',
      CHASSIS,
      ...members,
    ])
    await read()
    assert.deepEqual(asked, members)
    await read({ leds: true })
    assert.deepEqual(asked, [SYSTEM, CHASSIS, ...members])
  })

  test('only what was asked for is read, where the Ids say what they measure', async (t) => {
    const { read, asked } = await machine(t, fleet())
    await read({ leds: false })
    assert.deepEqual(told(await read({ classes: ['temperature'], leds: false })), [
      'a: 40 celsius temperature',
    ])
    assert.deepEqual(asked, [`${CHASSIS}/Sensors`, `${CHASSIS}/Sensors/temperature_a`])
  })

  test('all are read where they do not', async (t) => {
    const { read, asked } = await machine(
      t,
      chassisWith(sensors({ temperature_a: TEMPERATURE, Fan1: TEMPERATURE })),
    )
    await read({ classes: ['voltage'], leds: false })
    assert.ok(asked.includes(`${CHASSIS}/Sensors/Fan1`) && asked.includes(`${CHASSIS}/Sensors/temperature_a`))
  })

  test('a chassis that has lost its Sensors is looked at anew', async (t) => {
    const { read, answers } = await machine(t, chassisWith(sensors({ a: TEMPERATURE })))
    assert.equal((await read()).sensors.length, 1)
    delete answers[`${CHASSIS}/Sensors`]
    answers[CHASSIS] = { Thermal: { '@odata.id': `${CHASSIS}/Thermal` } }
    answers[`${CHASSIS}/Thermal`] = { Temperatures: [{ Name: 'new', ReadingCelsius: 1 }] }
    assert.deepEqual(told(await read()), ['new: 1 celsius temperature'])
  })
})

describe('a sensor that cannot be read', () => {
  test('is warned of, once for one reason, and the others are told', async (t) => {
    const { read, warnings } = await machine(t, chassisWith(sensors({ a: TEMPERATURE, b: 500, c: 500 })))
    assert.equal((await read()).sensors.length, 1)
    assert.equal(warnings.length, 1)
  })

  test('is the answer where there is no other', async (t) => {
    const { read } = await machine(t, chassisWith(sensors({ b: 500 })))
    await assert.rejects(read(), (thrown) => factsOf(thrown).kind === 'bmc')
  })
})
