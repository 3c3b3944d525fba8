import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { service, systems } from './service.ts'

const link = (path: string) => ({ '@odata.id': path })
const S = '/redfish/v1/Systems/s'
const C = '/redfish/v1/Chassis/c'

/** Collections by path, and their members by path; a member is named by its last part. */
function collections(all: Record<string, Record<string, object>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(all).flatMap(([path, members]) => [
      [path, { Members: Object.keys(members).map((id) => link(`${path}/${id}`)) }],
      ...Object.entries(members).map(([id, body]) => [`${path}/${id}`, { Id: id, ...body }]),
    ]),
  )
}

describe('rinv over Redfish', () => {
  test('model and serial number are the chassis’, where the system does not say them', async (t) => {
    const { ask } = await service(t, {
      ...systems({ s: { Model: null, SerialNumber: ' ', Links: { Chassis: [link(C)] } } }),
      [C]: { Model: 'M1', SerialNumber: 'X9' },
    })
    assert.deepEqual((await ask('rinv model serial')).lines, [
      'n1: SYSTEM Model : M1',
      'n1: SYSTEM SerialNumber : X9',
    ])
  })

  test('absent and broken parts; processors that are none are accelerators', async (t) => {
    const { ask } = await service(t, {
      ...systems({ s: { Memory: link(`${S}/Memory`), Processors: link(`${S}/P`) } }),
      ...collections({
        [`${S}/Memory`]: {
          dimm0: { CapacityMiB: '16384', Status: { State: 'Enabled', Health: 'Critical' } },
          dimm1: { CapacityMiB: null, Status: { State: 'Absent' } },
        },
        [`${S}/P`]: { cpu0: { ProcessorType: 'CPU' }, gpu0: { ProcessorType: 'GPU' } },
      }),
    })
    assert.deepEqual((await ask('rinv dimm')).lines, [
      'n1: DIMM0 CapacityMiB : 16384',
      'n1: DIMM0 Functional : 0',
      'n1: DIMM0 Present : 1',
      'n1: DIMM0 Status.Health : Critical',
      'n1: DIMM0 Status.State : Enabled',
      'n1: DIMM1 Present : 0',
      'n1: DIMM1 Status.State : Absent',
    ])
    assert.deepEqual((await ask('rinv cpu')).lines, ['n1: CPU0 ProcessorType : CPU'])
  })

  test('drives of SimpleStorage, where Storage is linked and not there; ports of network cards', async (t) => {
    const { ask } = await service(t, {
      ...systems({
        s: {
          Storage: link(`${S}/Storage`),
          SimpleStorage: link(`${S}/Simple`),
          Links: { Chassis: [link(C)] },
        },
      }),
      [C]: { NetworkAdapters: link(`${C}/NA`) },
      ...collections({
        [`${S}/Simple`]: { '1': { Devices: [{ Name: 'SATA Bay 1', Model: 'D' }] } },
        [`${C}/NA`]: { nic: { NetworkDeviceFunctions: link(`${C}/NA/nic/F`) } },
        [`${C}/NA/nic/F`]: { port0: { Ethernet: { MACAddress: '02:00:00:00:00:01' } } },
      }),
    })
    assert.deepEqual((await ask('rinv drive')).lines, ['n1: SATA BAY 1 Model : D'])
    assert.deepEqual((await ask('rinv mac')).lines, ['n1: PORT0 MACAddress : 02:00:00:00:00:01'])
  })

  test('a part that cannot be read is warned of, and the others are told', async (t) => {
    const { ask } = await service(
      t,
      {
        ...systems({ s: { Memory: link(`${S}/Memory`) } }),
        ...collections({ [`${S}/Memory`]: { dimm0: { RankCount: 2 }, dimm1: {} } }),
      },
      ({ path }) => (path.endsWith('dimm1') ? { status: 500, body: {} } : undefined),
    )
    const { lines, warnings } = await ask('rinv dimm')
    assert.deepEqual(lines, ['n1: DIMM0 RankCount : 2'])
    assert.equal(warnings[0]?.kind, 'bmc')
  })

  test('what is within an object, in lists, and what is no property', async (t) => {
    const module = {
      Name: 'DIMM 0',
      Description: 'Memory',
      Location: { PartLocation: { ServiceLabel: 'A1', Parent: link('/x') } },
      AllowedSpeedsMHz: [2133, 2400],
      Regions: [{ Size: 1 }, { Size: 2 }],
      Power: { Reading: 3, DataSourceUri: '/y' },
      Oem: { X: 1 },
      'A@Redfish.Deprecated': 'b',
      Actions: {},
      Metrics: link('/z'),
    }
    const { ask } = await service(t, {
      ...systems({ s: { Memory: link(`${S}/Memory`) } }),
      ...collections({ [`${S}/Memory`]: { dimm0: module } }),
    })
    assert.deepEqual((await ask('rinv dimm')).lines, [
      'n1: DIMM0 AllowedSpeedsMHz : 2133,2400',
      'n1: DIMM0 Location.PartLocation.ServiceLabel : A1',
      'n1: DIMM0 Name : DIMM 0',
      'n1: DIMM0 Regions.0.Size : 1',
      'n1: DIMM0 Regions.1.Size : 2',
    ])
  })

  test('--raw is every resource that was read, as it came', async (t) => {
    const { ask } = await service(t, systems({ s: { Memory: null, Boot: { X: 1 } } }))
    const { lines } = await ask('rinv all --raw')
    assert.ok(lines.includes(`n1: ${S} Boot : {"X":1}`), lines.join('\n'))
  })
})

describe('rinv firm over Redfish', () => {
  const images = (members: Record<string, object>) => ({
    '/redfish/v1/Update': { FirmwareInventory: link('/redfish/v1/Update/F') },
    ...collections({ '/redfish/v1/Update/F': members }),
  })
  const ROOT = {
    '/redfish/v1/': {
      Systems: link('/redfish/v1/Systems'),
      UpdateService: link('/redfish/v1/Update'),
      Links: { Sessions: link('/redfish/v1/SessionService/Sessions') },
    },
  }
  const ENABLED = { Status: { State: 'Enabled' }, Version: '1' }

  test('the image that the manager names runs, others of its kind do not', async (t) => {
    const { ask } = await service(t, {
      ...ROOT,
      ...systems({ s: { Links: { ManagedBy: [link('/redfish/v1/Managers/m')] } } }),
      '/redfish/v1/Managers/m': {
        FirmwareVersion: '9',
        Links: { ActiveSoftwareImage: link('/redfish/v1/Update/F/b') },
      },
      ...images({
        a: { ...ENABLED, RelatedItem: [link('/redfish/v1/Managers/m')] },
        b: { ...ENABLED, Version: '2', RelatedItem: [link('/redfish/v1/Managers/m')] },
        c: { ...ENABLED, Name: 'Software Inventory', RelatedItem: [link(`${S}/Bios`)] },
      }),
    })
    assert.deepEqual((await ask('rinv firm')).lines, [
      'n1: BMC Firmware Product: 2 (Active)*',
      'n1: HOST Firmware Product: 1 (Active)*',
    ])
    assert.ok((await ask('rinv firm -V')).lines.includes('n1: BMC Firmware Product: 1 (Active)'))
  })

  test('several of a kind none of which is known to run: any may', async (t) => {
    const { ask } = await service(t, {
      ...ROOT,
      ...systems({ s: {} }),
      ...images({
        a: { ...ENABLED, Name: 'NIC Firmware' },
        b: { ...ENABLED, Name: 'NIC Firmware', Version: '2' },
      }),
    })
    assert.deepEqual((await ask('rinv firm')).lines, [
      'n1: NIC Firmware Product: 1 (Active)',
      'n1: NIC Firmware Product: 2 (Active)',
    ])
  })

  test('without a list: what manager and system say runs; and where they say nothing, that there is no list', async (t) => {
    const { ask, tree } = await service(t, systems({ s: { BiosVersion: '1.2' } }))
    assert.deepEqual((await ask('rinv firm')).lines, ['n1: HOST Firmware Product: 1.2 (Active)*'])
    tree[S] = {}
    assert.deepEqual((await ask('rinv firm')).lines, [
      'n1: The BMC has no list of firmware images',
      'n1: No attributes returned from the BMC.',
    ])
  })
})
