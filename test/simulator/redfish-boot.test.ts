import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FAMILIES } from '../../src/simulator/model.ts'
import { BmcClient, only } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

const SYSTEM = {
  openbmc: '/redfish/v1/Systems/system',
  dell: '/redfish/v1/Systems/System.Embedded.1',
  supermicro: '/redfish/v1/Systems/1',
} as const

for (const family of FAMILIES) {
  const options = { nodes: 1, protocol: 'redfish', family } as const
  const system = SYSTEM[family]
  const patch = (client: BmcClient, boot: object, headers = {}) =>
    client.ask('PATCH', system, { headers, body: { Boot: boot } })
  const boot = async (client: BmcClient) => {
    const { Boot } = (await client.get(system)).json
    return [Boot?.BootSourceOverrideEnabled, Boot?.BootSourceOverrideTarget]
  }

  test(`${family}: an override for once is used up by the next boot, a continuous one is not`, async () => {
    await using fleet = await startFleet(options)
    const bmc = only(fleet)
    await using client = new BmcClient(bmc)
    await client.openSession()
    const restart = (type: string) =>
      client.ask('POST', `${system}/Actions/ComputerSystem.Reset`, { body: { ResetType: type } })
    assert.deepEqual(await boot(client), ['Disabled', 'None'])
    const answer = await patch(client, { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Pxe' })
    assert.equal(answer.status, family === 'openbmc' ? 204 : 200)
    assert.deepEqual(await boot(client), ['Once', 'Pxe'])
    await restart('On')
    assert.deepEqual(bmc.state.boot.last, { source: 'Pxe', oneTime: true })
    assert.deepEqual(await boot(client), ['Disabled', 'None'])

    await patch(client, { BootSourceOverrideEnabled: 'Continuous', BootSourceOverrideTarget: 'Hdd' })
    await restart('ForceRestart')
    assert.deepEqual(bmc.state.boot.last, { source: 'Hdd', oneTime: false })
    assert.deepEqual(await boot(client), ['Continuous', 'Hdd'])
    await patch(client, { BootSourceOverrideEnabled: 'Disabled', BootSourceOverrideTarget: 'None' })
    assert.deepEqual(await boot(client), ['Disabled', 'None'])
  })

  test(`${family}: every target on offer is taken, any other is refused by name`, async () => {
    await using fleet = await startFleet(options)
    await using client = new BmcClient(only(fleet))
    await client.openSession()
    const { Boot } = (await client.get(system)).json
    const targets = Boot?.['BootSourceOverrideTarget@Redfish.AllowableValues']
    assert.ok(Array.isArray(targets))
    for (const target of targets)
      assert.ok((await patch(client, { BootSourceOverrideTarget: target })).status < 300, String(target))
    const refused = await patch(client, { BootSourceOverrideTarget: 'Tape' })
    assert.equal(refused.status, 400)
    assert.match(refused.text, /PropertyValueNotInList/)
    assert.equal('BootSourceOverrideTarget@Message.ExtendedInfo' in refused.json, family === 'openbmc')
    assert.match((await patch(client, { Nonsense: 1 })).text, /PropertyUnknown/)
    assert.equal((await client.ask('PATCH', system, { body: { Nonsense: 1 } })).status, 400)
  })

  test(`${family}: the boot mode can be set where there is one`, async () => {
    await using fleet = await startFleet(options)
    await using client = new BmcClient(only(fleet))
    await client.openSession()
    const answer = await patch(client, { BootSourceOverrideMode: 'Legacy' })
    assert.equal(answer.status < 300, family !== 'supermicro')
    const { Boot } = (await client.get(system)).json
    assert.equal(Boot?.BootSourceOverrideMode, family === 'supermicro' ? undefined : 'Legacy')
  })

  test(`${family}: a stale ETag is 412 and changes nothing`, async () => {
    await using fleet = await startFleet(options)
    const bmc = only(fleet)
    await using client = new BmcClient(bmc)
    await client.openSession()
    const etagOf = async () => {
      const { headers, json } = await client.get(system)
      return String(headers.etag ?? json['@odata.etag'])
    }
    const pxe = { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Pxe' }
    const stale = await etagOf()
    assert.equal(stale, await etagOf())
    await bmc.set({ host: 'Running' })
    const refused = await patch(client, pxe, { 'if-match': stale })
    assert.equal(refused.status, 412)
    assert.match(refused.text, /PreconditionFailed/)
    assert.deepEqual(await boot(client), ['Disabled', 'None'])
    assert.ok((await patch(client, pxe, { 'if-match': await etagOf() })).status < 300)
    assert.deepEqual(await boot(client), ['Once', 'Pxe'])
    assert.ok((await patch(client, pxe, { 'if-match': '*' })).status < 300)
  })
}
