import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Beacon, type BeaconReading, LED_STATES } from '../../src/hwctl/managers/beacon.ts'
import { type Answer, type ContractMachine, machine, SERVERS, succeeded } from './machines.ts'

function readingOf(answer: Answer): BeaconReading {
  return succeeded(answer) as BeaconReading
}

function writesOf({ requests }: ContractMachine): readonly string[] {
  return requests().filter((line) => !line.startsWith('GET '))
}

for (const kind of SERVERS.filter(({ can }) => can.includes('beacon')))
  describe(`beacon: ${kind.name}`, { concurrency: true }, () => {
    test('a beacon that nobody lit reads off, and reading changes nothing', async (t) => {
      const one = await machine(t, kind)
      assert.equal(readingOf(await one.call(Beacon.getBeacon())).state, 'off')
      assert.deepEqual(writesOf(one), [])
    })

    const states = LED_STATES.filter((state) => state !== 'blink' || kind.can.includes('blink'))
    for (const state of states)
      test(`${state} is what is read back, at the front and at the rear where they are told apart`, async (t) => {
        const { call } = await machine(t, kind)
        assert.deepEqual(succeeded(await call(Beacon.setBeacon({ state }))), { state })
        const reading = readingOf(await call(Beacon.getBeacon()))
        assert.equal(reading.state, state)
        const shown = [reading.front?.state, reading.rear?.state]
        assert.deepEqual(shown, kind.can.includes('lamps') ? [state, state] : [undefined, undefined])
      })

    for (const [first, then] of states.flatMap((a) => states.map((b) => [a, b] as const)))
      test(`${first}, then ${then}, leaves it ${then}`, async (t) => {
        const { call } = await machine(t, kind)
        succeeded(await call(Beacon.setBeacon({ state: first })))
        succeeded(await call(Beacon.setBeacon({ state: then })))
        const { state, front = { state }, rear = { state } } = readingOf(await call(Beacon.getBeacon()))
        assert.deepEqual([state, front.state, rear.state], [then, then, then])
      })

    test('a lamp that somebody switched by hand is told as it is, and put out again', async (t) => {
      if (!kind.can.includes('lamps')) return
      const { bmc, call } = await machine(t, kind)
      await bmc.set({ lamps: { rear_id: 'Blink' } })
      const reading = readingOf(await call(Beacon.getBeacon()))
      assert.deepEqual([reading.front?.state, reading.rear?.state], ['off', 'blink'])
      succeeded(await call(Beacon.setBeacon({ state: 'off' })))
      assert.equal(bmc.indicators.lamp('rear_id'), 'Off')
    })

    test('no other LED is touched', async (t) => {
      const one = await machine(t, kind)
      one.bmc.indicators.assert('enclosure_fault', true)
      succeeded(await one.call(Beacon.setBeacon({ state: 'on' })))
      assert.ok(writesOf(one).every((line) => /_identify|^PATCH .*\/Systems\/[^/]+$/.test(line)))
      assert.equal(one.bmc.indicators.lamp('front_fault'), 'On')
    })

    if (!kind.can.includes('blink'))
      test('blink is refused by a BMC whose LED cannot, and nothing is written', async (t) => {
        const one = await machine(t, kind)
        assert.equal((await one.call(Beacon.setBeacon({ state: 'blink' }))).error?.kind, 'unsupported')
        assert.deepEqual(writesOf(one), [])
      })

    test('the BMC that does not do it is told, not believed', async (t) => {
      const { call } = await machine(t, kind, { faults: { '503': 1 } })
      for (const asked of [Beacon.getBeacon(), Beacon.setBeacon({ state: 'on' })])
        assert.equal((await call(asked)).error?.kind, 'bmc')
    })
  })

for (const kind of SERVERS.filter(({ can }) => !can.includes('beacon')))
  test(`beacon: ${kind.name} says that it has none, and nothing is sent`, async (t) => {
    const { call, requests } = await machine(t, kind)
    for (const asked of [Beacon.getBeacon(), Beacon.setBeacon({ state: 'on' })]) {
      assert.equal((await call(asked)).error?.kind, 'unsupported')
      assert.deepEqual(requests(), [])
    }
  })
