import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Family } from '../../src/simulator/model.ts'
import { BmcClient, only, until } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

async function at(family: Family) {
  const fleet = await startFleet({ nodes: 1, protocol: 'redfish', family })
  const bmc = only(fleet)
  const client = new BmcClient(bmc)
  await client.openSession()
  return {
    bmc,
    client,
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]()
      await fleet.close()
    },
  }
}

const ETH0 = '/redfish/v1/Managers/bmc/EthernetInterfaces/eth0'
const NIC = '/redfish/v1/Managers/iDRAC.Embedded.1/EthernetInterfaces/NIC.1'
const ACCOUNTS = '/redfish/v1/AccountService/Accounts'
const entry = (address: string, gateway = '127.0.0.1') => ({
  ...{ Address: address, SubnetMask: '255.0.0.0', Gateway: gateway },
})

describe('the network of stock OpenBMC', () => {
  test('{} leaves an address alone, null takes it away, and what is not named goes', async () => {
    await using service = await at('openbmc')
    const { bmc, client } = service
    const set = async (IPv4StaticAddresses: unknown) =>
      (await client.ask('PATCH', ETH0, { body: { IPv4StaticAddresses } })).status
    assert.equal(await set([{}, entry('127.1.2.3')]), 204)
    assert.deepEqual(
      bmc.config.addresses.map(({ address }) => address),
      [bmc.address, '127.1.2.3'],
    )
    assert.equal(await set([{}]), 204)
    assert.deepEqual(
      bmc.config.addresses.map(({ address }) => address),
      [bmc.address],
    )
    assert.equal(await set([]), 400)
    assert.equal(await set([{}, null]), 400)
  })

  test('two gateways are refused, and nothing changes', async () => {
    await using service = await at('openbmc')
    const { bmc, client } = service
    const body = { IPv4StaticAddresses: [{}, entry('127.1.2.3', '127.0.0.9')] }
    const { status, text } = await client.ask('PATCH', ETH0, { body })
    assert.equal(status, 400)
    assert.match(text, /PropertyValueConflict/)
    assert.equal(bmc.config.addresses.length, 1)
  })

  test('a static address ends DHCP', async () => {
    await using service = await at('openbmc')
    const { bmc, client } = service
    await bmc.set({ addressFrom: 'dhcp' })
    assert.equal((await client.get(ETH0)).json.DHCPv4?.DHCPEnabled, true)
    await client.ask('PATCH', ETH0, { body: { IPv4StaticAddresses: [entry(bmc.address)] } })
    const { json } = await client.get(ETH0)
    assert.equal(json.DHCPv4?.DHCPEnabled, false)
    assert.equal(json.IPv4Addresses?.[0]?.AddressOrigin, 'Static')
  })
})

test('an iDRAC refuses a second address, and answers before it is somewhere else', async () => {
  await using service = await at('dell')
  const { bmc, client } = service
  const second = await client.ask('PATCH', NIC, { body: { IPv4StaticAddresses: [{}, entry('127.1.2.3')] } })
  assert.equal(second.status, 400)
  const moved = await client.ask('PATCH', NIC, { body: { IPv4StaticAddresses: [entry('127.1.2.3')] } })
  assert.equal(moved.status, 200)
  await until(() => bmc.config.addresses[0]?.address === '127.1.2.3')
  await assert.rejects(client.get(NIC))
})

describe('accounts', () => {
  test('of an iDRAC are slots: the first is not to be had, a name is taken away last', async () => {
    await using service = await at('dell')
    const { bmc, client } = service
    const { json } = await client.get(ACCOUNTS)
    assert.equal(json['Members@odata.count'], 16)
    const jo = { UserName: 'jo', Password: 'S3cret-Jo', RoleId: 'ReadOnly', Enabled: true }
    const set = async (slot: number, body: object) =>
      (await client.ask('PATCH', `${ACCOUNTS}/${slot}`, { body })).status
    assert.equal(await set(1, jo), 400)
    assert.equal(await set(5, jo), 200)
    assert.ok(bmc.knows('jo', 'S3cret-Jo'))
    assert.equal(await set(5, { UserName: '' }), 400)
    assert.equal((await client.ask('DELETE', `${ACCOUNTS}/5`)).status, 405)
    assert.equal((await client.ask('POST', ACCOUNTS, { body: jo })).status, 405)
    assert.equal(await set(5, { Enabled: false, RoleId: 'None' }), 200)
    assert.equal(await set(5, { UserName: '' }), 200)
    assert.equal((await client.get(`${ACCOUNTS}/5`)).json.UserName, '')
  })

  test('of stock OpenBMC come in over Redfish and the web page together, or over neither', async () => {
    await using service = await at('openbmc')
    const { client } = service
    const body = { UserName: 'jo', Password: 'S3cret-Jo', AccountTypes: ['WebUI'] }
    const refused = await client.ask('POST', ACCOUNTS, { body })
    assert.equal(refused.status, 400)
    assert.match(refused.text, /StrictAccountTypes/)
    assert.equal(
      (await client.ask('POST', ACCOUNTS, { body: { ...body, AccountTypes: ['Redfish', 'WebUI'] } })).status,
      201,
    )
  })
})

test('a dump is a task, then an entry with a file, then gone', async () => {
  await using service = await at('openbmc')
  const { bmc, client } = service
  const logs = '/redfish/v1/Managers/bmc/LogServices/Dump'
  const body = { DiagnosticDataType: 'Manager' }
  const asked = await client.ask('POST', `${logs}/Actions/LogService.CollectDiagnosticData`, { body })
  assert.equal(asked.status, 202)
  const task = String(asked.json['@odata.id'])
  assert.equal((await client.get(`${logs}/Entries`)).json['Members@odata.count'], 0)
  await until(async () => String((await client.get(task)).json.TaskState) === 'Completed')
  assert.match((await client.get(task)).text, /Location: .*Entries\/1/)
  const [entryShown] = (await client.get(`${logs}/Entries`)).json.Members as unknown as {
    AdditionalDataURI: string
  }[]
  const file = await client.get(entryShown?.AdditionalDataURI ?? '')
  assert.equal(file.text.length, bmc.dumps.bytes)
  assert.ok((await client.ask('DELETE', `${logs}/Entries/1`)).status < 300)
  assert.equal((await client.get(`${logs}/Entries/1/attachment`)).status, 404)
})

test('a boot mode to come is in force with the next boot of an iDRAC', async () => {
  await using service = await at('dell')
  const { bmc, client } = service
  const system = '/redfish/v1/Systems/System.Embedded.1'
  const body = { Boot: { BootSourceOverrideMode: 'Legacy' } }
  assert.equal((await client.ask('PATCH', `${system}/Settings`, { body })).status, 200)
  const mode = async () => (await client.get(system)).json.Boot?.BootSourceOverrideMode
  assert.equal(await mode(), 'UEFI')
  bmc.booted()
  assert.equal(await mode(), 'Legacy')
  assert.equal((await client.get(`${system}/Settings`)).json.Boot?.BootSourceOverrideMode, null)
})
