import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HwctlError } from '../../src/core/errors.ts'
import type { Flavour } from '../../src/simulator/model.ts'
import { BmcClient, type Json, only } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

const ROOT = '/xyz/openbmc_project'
const IDENTIFY = `${ROOT}/led/groups/enclosure_identify/attr/Asserted`
const ACTION = 'xyz.openbmc_project.Led.Physical.Action'

async function withBmc(
  flavour: Flavour,
  work: (bmc: ReturnType<typeof only>, client: BmcClient) => Promise<void>,
  sensors?: number,
): Promise<void> {
  const options = { nodes: 1, protocol: 'openbmc', flavour } as const
  await using fleet = await startFleet({ ...options, ...(sensors !== undefined && { sensors }) })
  const bmc = only(fleet)
  await using client = new BmcClient(bmc)
  await client.login()
  await work(bmc, client)
}

async function sensorsOf(client: BmcClient): Promise<Readonly<Record<string, Json>>> {
  const { data } = (await client.get(`${ROOT}/sensors/enumerate`)).json
  return Object.fromEntries(
    Object.entries(data ?? {}).flatMap(([path, object]) =>
      'Value' in object ? [[path.slice(path.lastIndexOf('/') + 1), object]] : [],
    ),
  )
}

describe('simulated sensors', { concurrency: true }, () => {
  for (const [flavour, scale] of [
    ['phosphor', 1000],
    ['bmcweb', 1],
  ] as const) {
    test(`${flavour}: as many as were asked for, 20 where nobody asks`, async () => {
      for (const [asked, count] of [
        [undefined, 20],
        [200, 200],
        [3, 3],
      ] as const)
        await withBmc(
          flavour,
          async (_bmc, client) => assert.equal(Object.keys(await sensorsOf(client)).length, count),
          asked,
        )
    })

    test(`${flavour}: readings move with each look, and stay where they are set; limits raise alarms`, () =>
      withBmc(flavour, async (bmc, client) => {
        const seen = new Set<unknown>()
        for (let look = 0; look < 5; look++) seen.add((await sensorsOf(client)).ambient?.Value)
        assert.ok(seen.size > 2, [...seen].join())
        await bmc.set({ sensors: { ambient: 36.5 } })
        for (let look = 0; look < 2; look++) {
          const { ambient } = await sensorsOf(client)
          assert.equal(Number(ambient?.Value), 36.5 * scale)
          assert.equal(Number(ambient?.CriticalHigh), 40 * scale)
          assert.deepEqual([ambient?.WarningAlarmHigh, ambient?.CriticalAlarmHigh], [true, false])
        }
      }))

    test(`${flavour}: a sensor has no reading until it is given one`, () =>
      withBmc(flavour, async (bmc, client) => {
        assert.equal((await sensorsOf(client)).gpu0_temp?.Value, null)
        await bmc.set({ sensors: { gpu0_temp: 50, altitude: null } })
        const { gpu0_temp, altitude } = await sensorsOf(client)
        assert.deepEqual([Number(gpu0_temp?.Value), altitude?.Value], [50 * scale, null])
      }))
  }

  test('phosphor counts in thousandths, bmcweb has association objects', async () => {
    await withBmc('phosphor', async (_bmc, client) => {
      const { ambient } = await sensorsOf(client)
      assert.deepEqual([ambient?.Scale, ambient && 'Associations' in ambient], [-3, false])
    })
    await withBmc('bmcweb', async (_bmc, client) => {
      const { ambient } = await sensorsOf(client)
      assert.deepEqual([ambient && 'Scale' in ambient, ambient && 'Associations' in ambient], [false, true])
      const path = `${ROOT}/sensors/temperature/ambient/chassis`
      assert.deepEqual((await client.get(path)).json.data?.endpoints, [`${ROOT}/inventory/system/chassis`])
    })
  })

  test('a sensor that is not there cannot be set, and then nothing is', () =>
    withBmc('bmcweb', async (bmc, client) => {
      const wrong = { host: 'Running', sensors: { ambient: 99, nothing: 1 } } as const
      await assert.rejects(bmc.set(wrong), (thrown) => thrown instanceof HwctlError)
      assert.equal(bmc.state.host, 'Off')
      assert.notEqual(Number((await sensorsOf(client)).ambient?.Value), 99)
    }))
})

describe('simulated LEDs', { concurrency: true }, () => {
  const lamp = async (client: BmcClient, name: string) =>
    String((await client.get(`${ROOT}/led/physical/${name}/attr/State`)).json.data)

  test('phosphor: lamps follow their groups, and the power LED the chassis', () =>
    withBmc('phosphor', async (bmc, client) => {
      assert.equal(await lamp(client, 'front_id'), `${ACTION}.Off`)
      assert.equal((await client.ask('PUT', IDENTIFY, { body: { data: 1 } })).status, 200)
      for (const name of ['front_id', 'rear_id']) assert.equal(await lamp(client, name), `${ACTION}.On`)
      assert.equal(await lamp(client, 'front_power'), `${ACTION}.Off`)
      await bmc.set({ host: 'Running' })
      assert.equal(await lamp(client, 'front_power'), `${ACTION}.On`)
    }))

  test('phosphor: a lamp that is switched by itself stays so until its group changes', () =>
    withBmc('phosphor', async (bmc, client) => {
      const path = `${ROOT}/led/physical/front_id/attr/State`
      assert.equal((await client.ask('PUT', path, { body: { data: `${ACTION}.Blink` } })).status, 200)
      assert.equal((await client.ask('PUT', path, { body: { data: `${ACTION}.Dance` } })).status, 403)
      await client.ask('PUT', IDENTIFY, { body: { data: false } })
      assert.equal(await lamp(client, 'front_id'), `${ACTION}.Blink`)
      await client.ask('PUT', IDENTIFY, { body: { data: true } })
      assert.equal(await lamp(client, 'front_id'), `${ACTION}.On`)
      await bmc.set({ lamps: { rear_fault: 'On' } })
      assert.equal(await lamp(client, 'rear_fault'), `${ACTION}.On`)
    }))

  test('bmcweb: groups alone, one of which blinks', () =>
    withBmc('bmcweb', async (bmc, client) => {
      const { data } = (await client.get(`${ROOT}/led/enumerate`)).json
      const names = Object.keys(data ?? {}).map((path) => path.slice(`${ROOT}/led/`.length))
      assert.deepEqual(names, [
        'groups/bmc_booted',
        'groups/enclosure_fault',
        'groups/enclosure_identify',
        'groups/enclosure_identify_blink',
        'groups/power_on',
      ])
      const blink = `${ROOT}/led/groups/enclosure_identify_blink/attr/Asserted`
      assert.equal((await client.ask('PUT', blink, { body: { data: true } })).status, 200)
      assert.equal(bmc.indicators.lamp('front_id'), 'Blink')
    }))
})
