import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Family } from '../../src/simulator/model.ts'
import { BmcClient, type Json, only } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

const CHASSIS = {
  openbmc: '/redfish/v1/Chassis/chassis',
  dell: '/redfish/v1/Chassis/System.Embedded.1',
  supermicro: '/redfish/v1/Chassis/1',
} as const
const SYSTEM = {
  openbmc: '/redfish/v1/Systems/system',
  dell: '/redfish/v1/Systems/System.Embedded.1',
  supermicro: '/redfish/v1/Systems/1',
} as const
const EXPAND = '?$expand=.($levels=1)'

async function withBmc(
  family: Family,
  work: (bmc: ReturnType<typeof only>, client: BmcClient) => Promise<void>,
): Promise<void> {
  await using fleet = await startFleet({ nodes: 1, protocol: 'redfish', family })
  const bmc = only(fleet)
  await using client = new BmcClient(bmc)
  await client.openSession()
  await work(bmc, client)
}

/** The objects of a list in a body. */
function listed(body: Json, name: string): readonly { readonly [property: string]: Json | undefined }[] {
  return (body[name] ?? []) as unknown as ReturnType<typeof listed>
}

const json = async (client: BmcClient, path: string): Promise<Json> => (await client.get(path)).json

describe('readings of simulated Redfish services', { concurrency: true }, () => {
  test('OpenBMC: a resource for each sensor, its kind in its Id; no $expand', () =>
    withBmc('openbmc', async (bmc, client) => {
      await bmc.set({ sensors: { ambient: 36 } })
      const sensor = await json(client, `${CHASSIS.openbmc}/Sensors/temperature_ambient`)
      assert.deepEqual(
        [sensor.Name, sensor.Reading, sensor.ReadingUnits, sensor.Status],
        ['ambient', 36, 'Cel', { Health: 'Warning', State: 'Enabled' }],
      )
      const silent = await json(client, `${CHASSIS.openbmc}/Sensors/temperature_gpu0_temp`)
      assert.deepEqual([silent.Reading, silent.Status?.State], [null, 'UnavailableOffline'])
      assert.equal((await client.get(`${CHASSIS.openbmc}/Sensors${EXPAND}`)).status, 400)
      assert.equal((await client.get(`${CHASSIS.openbmc}/Sensors/temperature_nothing`)).status, 404)
    }))

  test('Dell: all of them with the collection, and the same readings in Thermal and Power', () =>
    withBmc('dell', async (bmc, client) => {
      await bmc.set({ sensors: { ambient: 25 } })
      const members = listed(await json(client, `${CHASSIS.dell}/Sensors${EXPAND}`), 'Members')
      assert.equal(members.length, 20)
      const ambient = members.find(({ Id }) => String(Id) === 'Ambient')
      assert.deepEqual(
        [ambient?.Reading, ambient?.Thresholds?.UpperCaution, ambient?.Thresholds?.LowerCaution],
        [25, { Reading: 35 }, { Reading: null }],
      )
      const temperatures = listed(await json(client, `${CHASSIS.dell}/Thermal`), 'Temperatures')
      assert.equal(temperatures.find(({ Name }) => String(Name) === 'Ambient')?.ReadingCelsius, 25)
    }))

  test('Supermicro X10: Thermal and Power alone; what is not there is 0', () =>
    withBmc('supermicro', async (_bmc, client) => {
      assert.equal((await client.get(`${CHASSIS.supermicro}/Sensors`)).status, 404)
      const temperatures = listed(await json(client, `${CHASSIS.supermicro}/Thermal`), 'Temperatures')
      const silent = temperatures.find(({ Name }) => String(Name) === 'Gpu0 Temp')
      assert.deepEqual([silent?.ReadingCelsius, silent?.Status], [0, { State: 'Absent' }])
      const power = await json(client, `${CHASSIS.supermicro}/Power`)
      assert.deepEqual([listed(power, 'Voltages').length, listed(power, 'PowerControl').length], [2, 3])
    }))

  test('readings move with each look', () =>
    withBmc('supermicro', async (_bmc, client) => {
      const seen = new Set<unknown>()
      for (let look = 0; look < 5; look++)
        seen.add(
          listed(await json(client, `${CHASSIS.supermicro}/Thermal`), 'Temperatures')[0]?.ReadingCelsius,
        )
      assert.ok(seen.size > 2)
    }))
})

describe('identify LEDs of simulated Redfish services', { concurrency: true }, () => {
  const patch = (client: BmcClient, family: Family, body: object) =>
    client.ask('PATCH', SYSTEM[family], { body: body as Json })
  const led = async (client: BmcClient, family: Family) => {
    const { IndicatorLED, LocationIndicatorActive } = await json(client, SYSTEM[family])
    return [IndicatorLED, LocationIndicatorActive]
  }

  test('OpenBMC blinks for LocationIndicatorActive, and takes only that back by it', () =>
    withBmc('openbmc', async (_bmc, client) => {
      await patch(client, 'openbmc', { LocationIndicatorActive: true })
      assert.deepEqual(await led(client, 'openbmc'), ['Blinking', true])
      await patch(client, 'openbmc', { IndicatorLED: 'Lit' })
      assert.deepEqual(await led(client, 'openbmc'), ['Lit', true])
      await patch(client, 'openbmc', { LocationIndicatorActive: false })
      assert.deepEqual(await led(client, 'openbmc'), ['Lit', true])
    }))

  test('Dell’s lamp is lit when nothing is the matter', () =>
    withBmc('dell', async (_bmc, client) => {
      assert.deepEqual(await led(client, 'dell'), ['Lit', false])
      await patch(client, 'dell', { LocationIndicatorActive: true })
      assert.deepEqual(await led(client, 'dell'), ['Blinking', true])
    }))

  test('X10 has the lamp alone; what is no word for it is refused', () =>
    withBmc('supermicro', async (_bmc, client) => {
      assert.equal((await patch(client, 'supermicro', { IndicatorLED: 'Dancing' })).status, 400)
      assert.equal((await patch(client, 'supermicro', { LocationIndicatorActive: true })).status, 400)
      await patch(client, 'supermicro', { IndicatorLED: 'Blinking' })
      assert.deepEqual(await led(client, 'supermicro'), ['Blinking', undefined])
    }))
})

describe('parts of simulated Redfish services', { concurrency: true }, () => {
  for (const [family, memory] of [
    ['openbmc', 'dimm3'],
    ['dell', 'DIMM.Socket.A4'],
    ['supermicro', '4'],
  ] as const)
    test(`${family}: memory in its own words; every fourth slot is empty, what is not there is 404`, () =>
      withBmc(family, async (_bmc, client) => {
        const path = `${SYSTEM[family]}/Memory`
        assert.equal(listed(await json(client, path), 'Members').length, 4)
        assert.deepEqual((await json(client, `${path}/${memory}`)).Status, { State: 'Absent' })
        assert.equal((await client.get(`${path}/nothing`)).status, 404)
      }))
})
