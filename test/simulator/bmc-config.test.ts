import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import { FLAVOURS, type Flavour } from '../../src/simulator/model.ts'
import { BmcClient, only, until } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

const NETWORK = '/xyz/openbmc_project/network'
const IPV4 = 'xyz.openbmc_project.Network.IP.Protocol.IPv4'

/** A BMC, a client that is logged in, and an address that nobody has. */
async function place(flavour: Flavour) {
  const fleet = await startFleet({ nodes: 2, protocol: 'openbmc', flavour, bmcRebootMs: 30 })
  const [bmc, other] = fleet.bmcs
  assert.ok(bmc && other)
  await other.set({ reachable: false })
  const client = new BmcClient(bmc)
  await client.login()
  const close = async () => {
    await client[Symbol.asyncDispose]()
    await fleet.close()
  }
  return { bmc, client, free: other.address, [Symbol.asyncDispose]: close }
}

function addIp(client: BmcClient, ...args: readonly unknown[]) {
  return client.ask('POST', `${NETWORK}/eth0/action/IP`, { body: { data: [IPV4, ...args] } })
}

async function answersAt({ port }: SimulatedBmc, address: string): Promise<boolean> {
  await using client = new BmcClient({ address, port })
  return await client.get('/xyz').then(
    () => true,
    () => false,
  )
}

for (const flavour of FLAVOURS) {
  test(`${flavour}: an address that is added is answered at, and one that is deleted is not any more`, async () => {
    await using at = await place(flavour)
    const { bmc, client, free } = at
    assert.equal((await addIp(client, free, 8, '127.0.0.1')).status, 200)
    await until(() => answersAt(bmc, free))
    assert.ok(await answersAt(bmc, bmc.address))
    const id = bmc.config.addresses.find(({ address }) => address === bmc.address)?.id
    await using there = new BmcClient({ address: free, port: bmc.port })
    await there.login()
    assert.equal((await there.ask('DELETE', `${NETWORK}/eth0/ipv4/${id}`)).status, 200)
    assert.equal(await answersAt(bmc, bmc.address), false)
    const { data } = (await there.get(`${NETWORK}/enumerate`)).json
    const shown = Object.entries(data ?? {}).filter(([path]) => path.includes('/ipv4/'))
    assert.deepEqual(
      shown.map(([, object]) => object.Address),
      [free],
    )
    assert.deepEqual(bmc.state.config?.addresses, [`eth0 ${free}/8`])
  })

  test(`${flavour}: a static address ends DHCP, and the address from it goes`, async () => {
    await using at = await place(flavour)
    const { bmc, client, free } = at
    await bmc.set({ addressFrom: 'dhcp' })
    await addIp(client, free, 8, '').catch(() => undefined) // the connection goes with the address
    await until(() => answersAt(bmc, free))
    assert.equal(await answersAt(bmc, bmc.address), false)
    assert.equal(bmc.config.isDhcpOn, false)
  })

  test(`${flavour}: Reset counts from the next start on, and brings DHCP`, async () => {
    await using at = await place(flavour)
    const { bmc, client, free } = at
    await bmc.set({ lease: free })
    await client.ask('POST', `${NETWORK}/action/Reset`, { body: { data: [] } })
    assert.ok(await answersAt(bmc, bmc.address))
    await bmc.set({ reboot: true })
    await until(() => answersAt(bmc, free))
    assert.deepEqual(
      bmc.config.addresses.map(({ origin }) => origin),
      ['DHCP'],
    )
  })

  test(`${flavour}: a VLAN comes, takes an address, and goes with it`, async () => {
    await using at = await place(flavour)
    const { bmc, client, free } = at
    const vlan = (id: unknown) =>
      client.ask('POST', `${NETWORK}/action/VLAN`, { body: { data: ['eth0', id] } })
    assert.equal((await vlan(5000)).status, 400)
    assert.equal((await vlan(10)).status, 200)
    const body = { data: [IPV4, free, 8, ''] }
    assert.equal((await client.ask('POST', `${NETWORK}/eth0_10/action/IP`, { body })).status, 200)
    await until(() => answersAt(bmc, free))
    assert.equal((await client.get(`${NETWORK}/eth0_10`)).json.data?.InterfaceName, 'eth0.10')
    assert.equal((await client.ask('DELETE', `${NETWORK}/eth0_10`)).status, 200)
    assert.equal(await answersAt(bmc, free), false)
    assert.deepEqual(bmc.config.vlans, [])
  })

  test(`${flavour}: what is no address is refused`, async () => {
    await using at = await place(flavour)
    for (const args of [
      ['10.1.0', 8, ''],
      ['10.1.0.7', 33, ''],
      ['10.1.0.7', '8', ''],
    ])
      assert.equal((await addIp(at.client, ...args)).status, 400)
  })

  test(`${flavour}: nobody answers at a new address that is dead`, async () => {
    await using at = await place(flavour)
    const { bmc, client, free } = at
    await bmc.set({ fault: 'new-address-dead' })
    assert.equal((await addIp(client, free, 8, '')).status, 200)
    assert.equal(bmc.config.addresses.length, 2)
    assert.equal(await answersAt(bmc, free), false)
    assert.ok(await answersAt(bmc, bmc.address))
  })
}

test('redundancy of power supplies is a sensor with methods for phosphor, a setting for bmcweb; thermal modes are phosphor’s', async () => {
  const root = '/xyz/openbmc_project'
  for (const [flavour, sensor, setting, thermal] of [
    ['phosphor', 200, 404, 200],
    ['bmcweb', 404, 200, 404],
  ] as const) {
    await using fleet = await startFleet({ nodes: 1, protocol: 'openbmc', flavour })
    await using client = new BmcClient(only(fleet))
    await client.login()
    const get = `${root}/sensors/chassis/PowerSupplyRedundancy/action/getValue`
    assert.equal((await client.ask('POST', get, { body: { data: [] } })).status, sensor)
    assert.equal((await client.get(`${root}/control/power_supply_redundancy`)).status, setting)
    assert.equal((await client.get(`${root}/control/thermal/0`)).status, thermal)
  }
})

test('a BMC whose configuration nobody has looked at has none', async () => {
  await using fleet = await startFleet({ nodes: 1, protocol: 'openbmc' })
  assert.equal(only(fleet).changedConfig, undefined)
  assert.equal(only(fleet).state.config, undefined)
})
