import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inProcessRunner } from '../../src/broker/runners/in-process.ts'
import {
  Inventory,
  type InventoryItem,
  type InventoryReading,
  type InventoryWish,
  type ItemType,
} from '../../src/hwctl/managers/inventory.ts'
import { startFleet } from '../../src/simulator/fleet.ts'
import { memoryPins } from '../rest/web-server.ts'
import { type ContractMachine, machine, nodeOf, SERVERS, succeeded } from './machines.ts'

const ALL: InventoryWish = { firmware: true, raw: false }

async function read({ call }: ContractMachine, wish: InventoryWish = ALL): Promise<InventoryReading> {
  return succeeded(await call(Inventory.read(wish))) as InventoryReading
}

function only(...types: readonly ItemType[]): InventoryWish {
  return { types, firmware: false, raw: false }
}

function namesOf(reading: InventoryReading): readonly string[] {
  return reading.items.map(({ name }) => name)
}

for (const kind of SERVERS.filter(({ can }) => can.includes('inventory')))
  describe(`inventory: ${kind.name}`, { concurrency: true }, () => {
    test('everything: parts in natural order, and the firmware', async (t) => {
      const reading = await read(await machine(t, kind, { parts: 50 }))
      const dimms = namesOf(reading).filter((name) => name.startsWith('dimm'))
      assert.deepEqual(
        dimms,
        Array.from({ length: 12 }, (_, at) => `dimm${at}`),
      )
      assert.equal(reading.items.length, 50)
      assert.deepEqual(
        reading.firmware?.map(({ purpose, standing }) => [purpose, standing]),
        [
          ['BMC', 'running'],
          ['Host', 'running'],
        ],
      )
      assert.equal(reading.raw, undefined)
    })

    test('the fields that every machine has in common', async (t) => {
      const { items } = await read(await machine(t, kind))
      const dimm: InventoryItem | undefined = items.find(({ name }) => name === 'dimm0')
      assert.ok(dimm)
      assert.deepEqual(
        [dimm.type, dimm.manufacturer, dimm.model, dimm.partNumber, dimm.present, dimm.functional],
        ['dimm', '0x2c80', '36ASF4G72PZ-2G6D1', undefined, true, true],
      )
      assert.equal(dimm.properties.MemorySizeInKB, 16_777_216)
      assert.equal(dimm.properties.ECC, 'SingleBitECC')
      assert.equal(dimm.properties.Present, true)
      assert.equal('BuildDate' in dimm.properties, false)
    })

    test('a slot with nothing in it is there, and not present', async (t) => {
      const { items } = await read(await machine(t, kind), only('dimm'))
      const slot = items.find(({ name }) => name === 'dimm3')
      assert.deepEqual([slot?.present, slot?.serialNumber], [false, undefined])
    })

    for (const [types, names] of [
      [
        ['cpu', 'core'],
        ['cpu0', 'cpu0 core0', 'cpu0 core1', 'cpu1', 'cpu1 core0', 'cpu1 core1'],
      ],
      [['psu'], ['powersupply0', 'powersupply1']],
      [['fan'], ['fan0', 'fan1', 'fan2', 'fan3']],
      [['mac'], ['bmc', 'ethernet0', 'ethernet1']],
      [['pcie'], ['pcie_card0', 'pcie_card1']],
      [['drive'], ['drive0', 'drive1']],
    ] as const)
      test(`parts of type ${types.join(' and ')}`, async (t) => {
        assert.deepEqual(namesOf(await read(await machine(t, kind), only(...types))), names)
      })

    test('model and serial number cost one object', async (t) => {
      const one = await machine(t, kind)
      const { items } = await read(one, only('system'))
      assert.deepEqual([items.length, items[0]?.model], [1, 'SIM-2U-2S'])
      assert.deepEqual(one.requests(), ['GET /xyz/openbmc_project/inventory/system'])
    })

    test('only what is asked for is fetched', async (t) => {
      const one = await machine(t, kind)
      await read(one, only('dimm'))
      assert.deepEqual(one.requests(), ['GET /xyz/openbmc_project/inventory/enumerate'])
      const { items } = await read(one, { types: [], firmware: true, raw: false })
      assert.deepEqual(items, [])
      assert.deepEqual(one.requests(), ['GET /xyz/openbmc_project/software/enumerate'])
    })

    test('raw is the tree as the BMC has it', async (t) => {
      const { raw } = await read(await machine(t, kind), { firmware: false, raw: true })
      const dimm = raw?.['/xyz/openbmc_project/inventory/system/chassis/motherboard/dimm0']
      assert.equal(
        (dimm as { ECC?: unknown } | undefined)?.ECC,
        'xyz.openbmc_project.Inventory.Item.Dimm.Ecc.SingleBitECC',
      )
      assert.ok(raw && '/xyz/openbmc_project/inventory/system/activation' in raw)
    })

    test('a machine without parts says so with an empty list', async (t) => {
      const one = await machine(t, kind, { parts: 1 })
      assert.deepEqual((await read(one, only('dimm'))).items, [])
    })
  })

for (const kind of SERVERS.filter(({ can }) => !can.includes('inventory')))
  test(`inventory: ${kind.name} says that it cannot, and asks nothing`, async (t) => {
    const { call, requests } = await machine(t, kind)
    assert.equal((await call(Inventory.read(ALL))).error?.kind, 'unsupported')
    assert.deepEqual(requests(), [])
  })

test('serial numbers and MAC addresses are each BMC’s own', async (t) => {
  const fleet = await startFleet({ nodes: 3, protocol: 'openbmc' })
  t.after(() => fleet.close())
  const run = { command: '', words: [], call: Inventory.read(ALL) }
  const options = { signal: new AbortController().signal, fanout: 3, cwd: '/', trace: false }
  const runner = inProcessRunner({ pins: memoryPins() })
  const events = await Array.fromAsync(runner.run(run, fleet.bmcs.map(nodeOf), options))
  const items = events.flatMap((event) =>
    event.kind === 'result' ? (event.value as InventoryReading).items : [],
  )
  for (const field of ['serialNumber', 'macAddress'] as const) {
    const values = items
      .filter(({ type }) => type !== 'chassis')
      .flatMap((item) => (item[field] === undefined ? [] : [item[field]]))
    assert.ok(values.length >= 9)
    assert.equal(new Set(values).size, values.length, field)
  }
})
