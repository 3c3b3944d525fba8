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
import { inventoryPlan, type PartKind } from '../../src/simulator/inventory-plan.ts'
import type { Family } from '../../src/simulator/model.ts'
import { memoryPins } from '../rest/web-server.ts'
import { startFleet } from '../simulator/fleet.ts'
import { type ContractMachine, type MachineKind, machine, nodeOf, SERVERS, succeeded } from './machines.ts'

const ALL: InventoryWish = { firmware: true, raw: false }

async function read({ call }: ContractMachine, wish: InventoryWish = ALL): Promise<InventoryReading> {
  return succeeded(await call(Inventory.read(wish))) as InventoryReading
}

function only(...types: readonly ItemType[]): InventoryWish {
  return { types, firmware: false, raw: false }
}

/** How a kind of machine is made up, in its own words: names by their first few, and what it costs to ask. */
interface Manner {
  readonly dimm: (at: number) => string
  readonly parts: readonly (readonly [readonly ItemType[], readonly string[]])[]
  /** Kinds of parts that the service does not tell of. */
  readonly untold: readonly PartKind[]
  /** Parts that are not in the plan: fans that are told of as sensors alone. */
  readonly more?: number
  readonly system: readonly string[]
  readonly dimms: (count: number) => readonly string[]
  readonly firmware: readonly string[]
}

const REST: Manner = {
  dimm: (at) => `dimm${at}`,
  parts: [
    [
      ['cpu', 'core'],
      ['cpu0', 'cpu0 core0', 'cpu0 core1', 'cpu1', 'cpu1 core0', 'cpu1 core1'],
    ],
    [['psu'], ['powersupply0', 'powersupply1']],
    [['fan'], ['fan0', 'fan1', 'fan2', 'fan3']],
    [['mac'], ['bmc', 'ethernet0', 'ethernet1']],
    [['pcie'], ['pcie_card0', 'pcie_card1']],
    [['drive'], ['drive0', 'drive1']],
  ],
  untold: [],
  system: ['GET /xyz/openbmc_project/inventory/system'],
  dimms: () => ['GET /xyz/openbmc_project/inventory/enumerate'],
  firmware: ['GET /xyz/openbmc_project/software/enumerate'],
}

const FOUND = (system: string) => ['GET /redfish/v1/Systems', `GET /redfish/v1/Systems/${system}`]

const MANNERS: Readonly<Record<Family, Manner>> = {
  openbmc: {
    ...REST,
    parts: REST.parts.map(([types, names]) => [
      types,
      types[0] === 'mac' ? ['bmc eth0', ...names.slice(1)] : names,
    ]),
    untold: ['board'],
    system: FOUND('system'),
    dimms: (count) => [
      ...FOUND('system'),
      'GET /redfish/v1/Systems/system/Memory',
      ...Array.from({ length: count }, (_, at) => `GET /redfish/v1/Systems/system/Memory/dimm${at}`),
    ],
    firmware: [
      ...FOUND('system'),
      'GET /redfish/v1/Managers/bmc',
      'GET /redfish/v1/UpdateService',
      'GET /redfish/v1/UpdateService/FirmwareInventory',
      'GET /redfish/v1/UpdateService/FirmwareInventory/2bd96ea5',
      'GET /redfish/v1/UpdateService/FirmwareInventory/221d9020',
    ],
  },
  dell: {
    dimm: (at) => `DIMM.Socket.A${at + 1}`,
    parts: [
      [
        ['cpu', 'core'],
        ['CPU.Socket.1', 'CPU.Socket.2'],
      ],
      [['psu'], ['PSU.Slot.1', 'PSU.Slot.2']],
      [['fan'], ['Fan.Embedded.1A', 'Fan.Embedded.2A', 'Fan.Embedded.3A', 'Fan.Embedded.4A']],
      [['mac'], ['bmc NIC.1', 'NIC.Embedded.1-1-1', 'NIC.Embedded.2-1-1']],
      [['pcie'], ['pcie 23-0', 'pcie 24-0']],
      [['drive'], ['Disk.Bay.0:Enclosure.Internal.0-1', 'Disk.Bay.1:Enclosure.Internal.0-1']],
    ],
    untold: ['board', 'core'],
    system: FOUND('System.Embedded.1'),
    dimms: () => [
      ...FOUND('System.Embedded.1'),
      'GET /redfish/v1/Systems/System.Embedded.1/Memory?$expand=.($levels=1)',
    ],
    firmware: [
      ...FOUND('System.Embedded.1'),
      'GET /redfish/v1/Managers/iDRAC.Embedded.1',
      'GET /redfish/v1/UpdateService',
      'GET /redfish/v1/UpdateService/FirmwareInventory?$expand=.($levels=1)',
    ],
  },
  supermicro: {
    dimm: (at) => `DIMMA${at + 1}`,
    parts: [
      [
        ['cpu', 'core'],
        ['Processor1', 'Processor2'],
      ],
      [['psu'], []],
      [['fan'], ['Fan0 0', 'Fan0 1']],
      [['mac'], ['bmc Manager Ethernet Interface', 'OnBoard LAN 1', 'OnBoard LAN 2']],
      [['pcie'], []],
      [['drive'], []],
    ],
    untold: ['board', 'core', 'psu', 'fan', 'pcie', 'drive'],
    more: 2,
    system: [...FOUND('1'), 'GET /redfish/v1/Chassis', 'GET /redfish/v1/Chassis/1'],
    dimms: (count) => [
      ...FOUND('1'),
      'GET /redfish/v1/Systems/1/Memory',
      ...Array.from({ length: count }, (_, at) => `GET /redfish/v1/Systems/1/Memory/${at + 1}`),
    ],
    firmware: [...FOUND('1'), 'GET /redfish/v1/Managers/1'],
  },
}

function mannerOf({ options }: MachineKind): Manner {
  return options.family ? MANNERS[options.family] : REST
}

function namesOf(reading: InventoryReading): readonly string[] {
  return reading.items.map(({ name }) => name)
}

for (const kind of SERVERS.filter(({ can }) => can.includes('inventory')))
  describe(`inventory: ${kind.name}`, { concurrency: true }, () => {
    const { dimm, parts, untold, more = 0, ...asked } = mannerOf(kind)
    const isRest = kind.options.protocol === 'openbmc'

    test('everything: parts in natural order, and the firmware', async (t) => {
      const reading = await read(await machine(t, kind, { parts: 50 }))
      const dimms = reading.items.filter(({ type }) => type === 'dimm').map(({ name }) => name)
      assert.deepEqual(
        dimms,
        Array.from({ length: 12 }, (_, at) => dimm(at)),
      )
      const told = inventoryPlan(50).filter((part) => !untold.includes(part.kind))
      const portOfBmc = isRest ? 0 : 1
      assert.equal(reading.items.length, told.length + more + portOfBmc)
      const running = reading.firmware?.filter(({ standing }) => standing === 'running')
      assert.deepEqual(
        running?.map(({ purpose, standing }) => [purpose, standing]),
        [
          ['BMC', 'running'],
          ['Host', 'running'],
        ],
      )
      assert.equal(reading.raw, undefined)
    })

    test('the fields that every machine has in common', async (t) => {
      const { items } = await read(await machine(t, kind))
      const first: InventoryItem | undefined = items.find(({ name }) => name === dimm(0))
      assert.ok(first)
      const { properties, ...fields } = first
      assert.deepEqual(
        [
          fields.type,
          fields.manufacturer,
          fields.model,
          fields.partNumber,
          fields.present,
          fields.functional,
        ],
        ['dimm', '0x2c80', '36ASF4G72PZ-2G6D1', undefined, true, true],
      )
      const { MemorySizeInKB = Number(properties.CapacityMiB) * 1024, ECC = properties.ErrorCorrection } =
        properties
      assert.equal(MemorySizeInKB, 16_777_216)
      assert.equal(ECC, 'SingleBitECC')
      assert.equal(properties.Present, true)
      assert.equal('BuildDate' in properties, false)
    })

    test('a slot with nothing in it is there, and not present', async (t) => {
      const { items } = await read(await machine(t, kind), only('dimm'))
      const slot = items.find(({ name }) => name === dimm(3))
      assert.deepEqual([slot?.present, slot?.serialNumber], [false, undefined])
    })

    for (const [types, names] of parts)
      test(`parts of type ${types.join(' and ')}`, async (t) => {
        assert.deepEqual(namesOf(await read(await machine(t, kind), only(...types))), names)
      })

    test('model and serial number cost one object, and where it is', async (t) => {
      const one = await machine(t, kind)
      const { items } = await read(one, only('system'))
      const models = { openbmc: 'SIM-2U-2S', dell: 'PowerEdge R750', supermicro: 'Super Server' }
      assert.deepEqual([items.length, items[0]?.model], [1, models[kind.options.family ?? 'openbmc']])
      assert.deepEqual(one.requests(), asked.system)
    })

    test('only what is asked for is fetched', async (t) => {
      const one = await machine(t, kind)
      await read(one, only('dimm'))
      assert.deepEqual(one.requests(), asked.dimms(4))
      const { items } = await read(one, { types: [], firmware: true, raw: false })
      assert.deepEqual(items, [])
      assert.deepEqual(one.requests(), asked.firmware)
    })

    test('raw is the tree as the BMC has it', async (t) => {
      const { raw } = await read(await machine(t, kind), { firmware: false, raw: true })
      const bodies = Object.values(raw ?? {}) as readonly {
        readonly ECC?: unknown
        readonly ErrorCorrection?: unknown
      }[]
      const told = bodies.flatMap((body) => body.ECC ?? body.ErrorCorrection ?? [])
      const own = isRest ? 'xyz.openbmc_project.Inventory.Item.Dimm.Ecc.SingleBitECC' : 'SingleBitECC'
      assert.deepEqual(told, [own, own, own])
      const path = isRest ? '/xyz/openbmc_project/inventory/system/activation' : '/redfish/v1/Systems/'
      assert.ok(Object.keys(raw ?? {}).some((at) => at.startsWith(path)))
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
