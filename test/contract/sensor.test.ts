import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  SENSOR_CLASSES,
  Sensor,
  type SensorClass,
  type SensorReading,
  type Vitals,
  type VitalsWish,
} from '../../src/hwctl/managers/sensor.ts'
import { sensorPlan } from '../../src/simulator/sensor-plan.ts'
import { type ContractMachine, type MachineKind, machine, SERVERS, succeeded } from './machines.ts'

const ALL: VitalsWish = { leds: true }

async function vitals({ call }: ContractMachine, wish: VitalsWish = ALL): Promise<Vitals> {
  return succeeded(await call(Sensor.readVitals(wish))) as Vitals
}

function named({ sensors }: Vitals, name: string): SensorReading {
  const found = sensors.find((sensor) => sensor.name.replaceAll(' ', '_').toLowerCase() === name)
  assert.ok(found, `${name} of ${sensors.map((sensor) => sensor.name)}`)
  return found
}

/** What the simulator's sensors measure, and the unit in which it is told. */
const MEASURED: readonly (readonly [string, SensorClass, string, number])[] = [
  ['ambient', 'temperature', 'celsius', 23.5],
  ['p0_vdd_voltage', 'voltage', 'volts', 0.981],
  ['ps0_output_current', 'current', 'amperes', 17.1],
  ['total_power', 'power', 'watts', 421],
  ['total_energy', 'energy', 'joules', 12345678],
  ['fan0_0', 'fan-speed', 'rpm', 7700],
  ['altitude', 'altitude', 'meters', 182],
  ['relative_humidity', 'humidity', 'percent', 41],
  ['p0_utilization', 'utilization', 'percent', 35],
]

/** What the oldest Redfish services can tell of: Thermal and Power have no place for anything else. */
const OLD_CLASSES: readonly SensorClass[] = ['temperature', 'voltage', 'power', 'fan-speed']
const OLD_FOLDERS = ['temperature', 'voltage', 'power', 'fan_tach']

function measuredBy({ can }: MachineKind): typeof MEASURED {
  return MEASURED.filter(([, one]) => can.includes('all-sensors') || OLD_CLASSES.includes(one))
}

for (const kind of SERVERS.filter(({ can }) => can.includes('sensors')))
  describe(`sensor: ${kind.name}`, { concurrency: true }, () => {
    for (const [name, sensorClass, unit, value] of measuredBy(kind))
      test(`${name} is ${sensorClass} in ${unit}, as a number`, async (t) => {
        const one = await machine(t, kind)
        await one.bmc.set({ sensors: { [name]: value } })
        const read = named(await vitals(one), name)
        assert.deepEqual([read.class, read.unit, read.value], [sensorClass, unit, value])
      })

    test('a sensor without a reading is there, with null', async (t) => {
      const one = await machine(t, kind)
      assert.equal(named(await vitals(one), 'gpu0_temp').value, null)
      await one.bmc.set({ sensors: { ambient: null } })
      assert.equal(named(await vitals(one), 'ambient').value, null)
      assert.equal(typeof named(await vitals(one), 'total_power').value, 'number')
    })

    test('limits are in the unit of the reading, and what is beyond them is told', async (t) => {
      const one = await machine(t, kind)
      await one.bmc.set({ sensors: { ambient: 25 } })
      const { thresholds, health } = named(await vitals(one), 'ambient')
      assert.deepEqual([thresholds, health], [{ warningHigh: 35, criticalHigh: 40 }, 'ok'])
      for (const [value, expected] of [
        [36, 'warning'],
        [41, 'critical'],
      ] as const) {
        await one.bmc.set({ sensors: { ambient: value } })
        assert.equal(named(await vitals(one), 'ambient').health, expected)
      }
    })

    for (const one of SENSOR_CLASSES)
      test(`${one} alone is what ${one} of everything is`, async (t) => {
        const simulated = await machine(t, kind, { sensors: 40 })
        const expected = (await vitals(simulated)).sensors.filter((sensor) => sensor.class === one)
        const found = await vitals(simulated, { classes: [one], leds: false })
        assert.deepEqual(
          found.sensors.map(({ name }) => name),
          expected.map(({ name }) => name),
        )
        assert.deepEqual(found.leds, [])
      })

    test('1.9 sorted naturally: names come in natural order, however many there are', async (t) => {
      const one = await machine(t, kind, { sensors: 200 })
      const { sensors } = await vitals(one)
      const watched = sensors.filter(({ name }) => name !== 'PowerSupplyRedundancy') // an old image lists it among them
      const told = sensorPlan(200).filter(
        ({ folder }) => kind.can.includes('all-sensors') || OLD_FOLDERS.includes(folder),
      )
      assert.equal(watched.length, told.length)
      const order = new Intl.Collator('en', { numeric: true })
      const names = sensors.map(({ name }) => name.replaceAll('_', ' '))
      assert.deepEqual(names, names.toSorted(order.compare))
    })

    test('LEDs come with all, and alone without asking for sensors', async (t) => {
      const one = await machine(t, kind, { power: 'on' })
      one.bmc.indicators.assert('enclosure_identify', true)
      const { leds } = await vitals(one)
      const shows = (what: RegExp) => leds.find(({ name }) => what.test(name))?.state
      assert.equal(shows(/power/), kind.can.includes('power-led') ? 'on' : undefined)
      assert.equal(shows(/identify$|_id$/), 'on')
      assert.deepEqual(await vitals(one, { classes: [], leds: true }), { sensors: [], leds })
      assert.ok(one.requests().every((line) => !/sensors|Thermal|Power$/i.test(line)))
    })

    test('a machine without sensors has none', async (t) => {
      const one = await machine(t, kind, { sensors: 0 })
      const answer = await one.call(Sensor.readVitals({ classes: ['temperature'], leds: false }))
      assert.ok(answer.error?.kind === 'bmc' || (answer.value as Vitals).sensors.length === 0)
    })

    test('reading is a request for the sensors and one for the LEDs over REST, and changes nothing', async (t) => {
      const one = await machine(t, kind)
      await vitals(one)
      if (kind.options.protocol === 'openbmc') assert.equal(one.requests().length, 2)
      assert.ok(one.requests().every((line) => line.startsWith('GET ')))
    })
  })

for (const kind of SERVERS.filter(({ can }) => !can.includes('sensors')))
  test(`sensor: ${kind.name} says that it has none, and nothing is sent`, async (t) => {
    const { call, requests } = await machine(t, kind)
    assert.equal((await call(Sensor.readVitals(ALL))).error?.kind, 'unsupported')
    assert.deepEqual(requests(), [])
  })
