import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { FAMILIES, type Family } from '../../src/simulator/model.ts'
import { simulated } from '../cli/terminal.ts'
import { restTo } from '../rest/web-server.ts'
import { BmcClient, only } from './bmc-client.ts'

const LOG = {
  openbmc: '/redfish/v1/Systems/system/LogServices/EventLog',
  dell: '/redfish/v1/Managers/iDRAC.Embedded.1/LogServices/Sel',
  supermicro: '/redfish/v1/Systems/1/LogServices/Log1',
} as const satisfies Record<Family, string>

const OWNER = {
  openbmc: '/redfish/v1/Systems/system',
  dell: '/redfish/v1/Managers/iDRAC.Embedded.1',
  supermicro: '/redfish/v1/Systems/1',
} as const satisfies Record<Family, string>

const TIME = 1_500_000_000_000

async function bmcWith(t: TestContext, family: Family, logEntries = 0) {
  const bmc = only(await simulated(t, { nodes: 1, protocol: 'redfish', family, logEntries, bmcRebootMs: 20 }))
  const client = new BmcClient(bmc)
  t.after(() => client[Symbol.asyncDispose]())
  await client.openSession()
  return { bmc, client }
}

const idsOf = (json: unknown) => (json as { Members: { Id: string }[] }).Members.map(({ Id }) => Id)

for (const family of FAMILIES)
  describe(`the log of ${family}`, { concurrency: true }, () => {
    const entries = `${LOG[family]}/Entries`

    test('is where its owner says, with whole entries that can be read by themselves too', async (t) => {
      const { bmc, client } = await bmcWith(t, family)
      await bmc.set({ logEntry: { message: 'a.b.X', timestamp: TIME } })
      const services = (await client.get(OWNER[family])).json.LogServices?.['@odata.id']
      const links = JSON.stringify((await client.get(String(services))).json.Members)
      assert.ok(links.includes(`"${LOG[family]}"`))
      assert.equal((await client.get(LOG[family])).json.Entries?.['@odata.id'], entries)
      const [shown] = (await client.get(entries)).json.Members as unknown as Record<string, unknown>[]
      assert.deepEqual([shown?.Id, shown?.Message], ['1', 'a.b.X'])
      assert.equal(Date.parse(String(shown?.Created)), TIME)
      assert.equal('Resolved' in (shown ?? {}), family === 'openbmc')
      assert.equal('Severity' in (shown ?? {}), family !== 'supermicro')
      const one = (await client.get(`${entries}/1`)).json
      assert.equal(one.Message, 'a.b.X')
      assert.equal((await client.get(`${entries}/2`)).status, 404)
    })

    test('is cleared by its action, and ids start again; it outlives a reboot', async (t) => {
      const { bmc } = await bmcWith(t, family, 3)
      await bmc.set({ reboot: true })
      await bmc.set({ reachable: true })
      await using client = new BmcClient(bmc)
      await client.openSession()
      assert.equal((await client.get(entries)).json['Members@odata.count'], 3)
      const target = `${LOG[family]}/Actions/LogService.ClearLog`
      assert.deepEqual((await client.get(LOG[family])).json.Actions, { '#LogService.ClearLog': { target } })
      assert.ok((await client.ask('POST', target, { body: {} })).status < 300)
      assert.equal((await client.get(entries)).json['Members@odata.count'], 0)
      await bmc.set({ logEntry: {} })
      assert.deepEqual(idsOf((await client.get(entries)).json), ['1'])
    })

    test('comes in pages as the family has them', async (t) => {
      const { client } = await bmcWith(t, family, 120)
      const { json } = await client.get(entries)
      const [first, next] = [idsOf(json)[0], json['Members@odata.nextLink']]
      const wanted = {
        openbmc: ['1', undefined, 120],
        dell: ['120', `${entries}?$skip=50`, 50],
        supermicro: ['1', undefined, 120],
      }[family]
      assert.deepEqual([first, next, idsOf(json).length], wanted)
      const end = idsOf((await client.get(`${entries}?$skip=118`)).json)
      assert.deepEqual(end, { openbmc: ['119', '120'], dell: ['2', '1'], supermicro: idsOf(json) }[family])
      const few = idsOf((await client.get(`${entries}?$skip=1&$top=2`)).json)
      assert.deepEqual(few, { openbmc: ['2', '3'], dell: ['119', '118'], supermicro: idsOf(json) }[family])
    })

    test('has its texts in a registry', async (t) => {
      const { client } = await bmcWith(t, family)
      const files = (await client.get('/redfish/v1/Registries')).json.Members as unknown as {
        '@odata.id': string
      }[]
      const file = (await client.get(files[0]?.['@odata.id'] ?? '')).json
      const registry = (await client.get(String(file.Location?.[0 as never]?.Uri))).json
      assert.match(JSON.stringify(registry.Messages), /%1/)
    })
  })

describe('a log of bmcweb', { concurrency: true }, () => {
  const entry = `${LOG.openbmc}/Entries/1`

  test('takes Resolved, with the tag of now, and nothing else', async (t) => {
    const { bmc, client } = await bmcWith(t, 'openbmc', 1)
    const etag = String((await client.get(entry)).headers.etag)
    const patch = (body: unknown, headers = {}) => client.ask('PATCH', entry, { body, headers })
    assert.equal((await patch({ Resolved: true }, { 'if-match': '"old"' })).status, 412)
    assert.equal((await patch({ Resolved: 'yes' })).status, 400)
    assert.equal((await patch({ Message: 'x' })).status, 400)
    assert.equal((await patch('no JSON')).status, 400)
    assert.equal(bmc.log.get(1)?.resolved, false)
    assert.equal((await patch({ Resolved: true }, { 'if-match': etag })).status, 204)
    assert.equal((await client.get(entry)).json.Resolved, true)
  })

  test('an iDRAC and a Supermicro take no PATCH', async (t) => {
    for (const family of ['dell', 'supermicro'] as const) {
      const { client } = await bmcWith(t, family, 1)
      const answer = await client.ask('PATCH', `${LOG[family]}/Entries/1`, { body: { Resolved: true } })
      assert.equal(answer.status, 405)
    }
  })

  test('lives ten years ago where the clock is wrong', async (t) => {
    const { bmc, client } = await bmcWith(t, 'openbmc')
    await bmc.set({ logEntry: { timestamp: TIME }, fault: 'clock-wrong' })
    assert.match(String((await client.get(entry)).json.Created), /^2007/)
  })
})

test('an iDRAC has a second log, of its lifecycle controller, which cannot be cleared', async (t) => {
  const { bmc, client } = await bmcWith(t, 'dell')
  await bmc.set({ logEntry: { message: 'm1', log: 'lifecycle' } })
  const lclog = `${OWNER.dell}/LogServices/Lclog`
  assert.deepEqual(idsOf((await client.get(`${lclog}/Entries`)).json), ['1'])
  assert.equal((await client.get(lclog)).json.Actions, undefined)
  assert.deepEqual(idsOf((await client.get(`${LOG.dell}/Entries`)).json), [])
})

for (const [family, path] of [
  ['openbmc', '/redfish/v1/EventService/SSE'],
  ['dell', '/redfish/v1/SSE'],
] as const)
  test(`${family} tells of entries by Server-Sent Events, where it does not say that it has none`, async (t) => {
    const { bmc, client } = await bmcWith(t, family)
    const uri = async () => (await client.get('/redfish/v1/EventService')).json.ServerSentEventUri
    assert.equal(await uri(), path)
    assert.equal((await client.get(path, { 'x-auth-token': 'nobody' })).status, 401)
    const rest = restTo({ host: bmc.address, port: bmc.port, tls: 'pin', tlsLevel: 2 })
    t.after(() => rest.close())
    const told = Promise.withResolvers<string>()
    const { signal } = new AbortController()
    const asked = { operation: 'x', path, headers: client.headers, signal }
    const stream = await rest.events({ ...asked, heard: told.resolve, ended: () => undefined })
    await bmc.set({ logEntry: { message: 'a.b.X' } })
    const [event] = JSON.parse(await told.promise).Events
    assert.equal(event.Message, 'a.b.X')
    assert.equal(event.LogEntry?.['@odata.id'], family === 'openbmc' ? `${LOG.openbmc}/Entries/1` : undefined)
    stream.close()
    await bmc.set({ tellsEvents: false })
    assert.equal(await uri(), undefined)
    assert.equal((await client.get(path)).status, 404)
  })
