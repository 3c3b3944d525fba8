import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PowerCap, type PowerLimit } from '../../src/hwctl/managers/powercap.ts'
import { type Answer, type ContractMachine, machine, SERVERS, succeeded } from './machines.ts'

function readingOf(answer: Answer): PowerLimit {
  return succeeded(answer) as PowerLimit
}

function writesOf({ requests }: ContractMachine): readonly string[] {
  return requests().filter((line) => !line.startsWith('GET '))
}

for (const kind of SERVERS.filter(({ can }) => can.includes('power-limit')))
  describe(`power limit: ${kind.name}`, { concurrency: true }, () => {
    test('none is read as none, and reading changes nothing', async (t) => {
      const one = await machine(t, kind)
      assert.equal(readingOf(await one.call(PowerCap.getLimit())).limitWatts, undefined)
      assert.deepEqual(writesOf(one), [])
    })

    test('one that is there is changed with one request', async (t) => {
      const one = await machine(t, kind)
      one.bmc.powerLimit.isOn = true
      assert.equal(readingOf(await one.call(PowerCap.getLimit())).limitWatts, 2000)
      assert.equal(readingOf(await one.call(PowerCap.setLimit({ limit: { watts: 1500 } }))).limitWatts, 1500)
      assert.equal(one.bmc.powerLimit.watts, 1500)
      assert.equal(writesOf(one).length, 1)
    })

    test(`it is ${kind.can.includes('power-limit-switch') ? '' : 'not '}switched on and off`, async (t) => {
      const { bmc, call } = await machine(t, kind)
      const on = await call(PowerCap.setLimit({ limit: { watts: 1000 } }))
      bmc.powerLimit.isOn = true
      const off = await call(PowerCap.setLimit({ limit: 'off' }))
      if (kind.can.includes('power-limit-switch')) {
        assert.equal(readingOf(on).limitWatts, 1000)
        assert.equal(readingOf(off).limitWatts, undefined)
        return assert.equal(bmc.powerLimit.isOn, false)
      }
      for (const { error } of [on, off]) assert.equal(error?.kind, 'bmc')
      assert.deepEqual([bmc.powerLimit.isOn, bmc.powerLimit.watts], [true, 2000])
    })

    test('a limit outside of the bounds is refused with them, where the machine names them', async (t) => {
      const one = await machine(t, kind)
      const { minWatts, maxWatts } = readingOf(await one.call(PowerCap.getLimit()))
      assert.deepEqual(
        [minWatts, maxWatts],
        kind.can.includes('power-limit-bounds') ? [500, 3050] : [undefined, undefined],
      )
      if (!kind.can.includes('power-limit-bounds')) return
      for (const watts of [499, 3051]) {
        const { error } = await one.call(PowerCap.setLimit({ limit: { watts } }))
        assert.ok(error?.kind === 'unsupported')
        assert.deepEqual(error.offered, ['500 to 3050 W'])
        assert.deepEqual(writesOf(one), [])
      }
    })

    test('the BMC that does not do it is told, not believed', async (t) => {
      const { call } = await machine(t, kind, { faults: { html: 1 } })
      for (const asked of [PowerCap.getLimit(), PowerCap.setLimit({ limit: 'off' })])
        assert.equal((await call(asked)).error?.kind, 'malformed')
    })
  })

for (const kind of SERVERS.filter(({ can }) => !can.includes('power-limit')))
  test(`power limit: ${kind.name} says that it has none, and nothing is changed`, async (t) => {
    const one = await machine(t, kind)
    for (const asked of [PowerCap.getLimit(), PowerCap.setLimit({ limit: { watts: 800 } })]) {
      assert.equal((await one.call(asked)).error?.kind, 'unsupported')
      assert.deepEqual(writesOf(one), [])
    }
  })
