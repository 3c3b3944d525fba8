import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, type TestContext, test } from 'node:test'
import { WebSocket } from 'ws'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import type { Flavour } from '../../src/simulator/model.ts'
import { simulated } from '../cli/terminal.ts'
import { BmcClient, only } from './bmc-client.ts'

const LOGGING = '/xyz/openbmc_project/logging'
const ENTRY = 'xyz.openbmc_project.Logging.Entry'
const PSU = '/xyz/openbmc_project/inventory/system/chassis/powersupply1'

async function bmcWith(t: TestContext, flavour: Flavour, logEntries = 0) {
  const bmc = only(
    await simulated(t, { nodes: 1, protocol: 'openbmc', flavour, logEntries, bmcRebootMs: 20 }),
  )
  const client = new BmcClient(bmc)
  t.after(() => client[Symbol.asyncDispose]())
  await client.login()
  return { bmc, client }
}

function subscribe(
  { address, port }: SimulatedBmc,
  headers: Readonly<Record<string, string>>,
  token?: string,
) {
  const protocols = token === undefined ? [] : [token]
  return new WebSocket(`wss://${address}:${port}/subscribe`, protocols, {
    headers,
    rejectUnauthorized: false,
  })
}

async function statusOf(webSocket: WebSocket): Promise<number> {
  webSocket.on('error', () => undefined)
  const [, response] = await once(webSocket, 'unexpected-response')
  webSocket.terminate()
  return response.statusCode
}

for (const flavour of ['phosphor', 'bmcweb'] as const)
  describe(`the log of ${flavour}`, { concurrency: true }, () => {
    test('entries come in, with their callout, are resolved, deleted one by one or all, and ids start again', async (t) => {
      const { bmc, client } = await bmcWith(t, flavour, 2)
      await bmc.set({ logEntry: { message: 'a.b.Psu', callouts: [PSU] } })
      const entry = `${LOGGING}/entry/3`
      const { data } = (await client.get(entry)).json
      assert.deepEqual([data?.Id, data?.Message, data?.Resolved], [3, 'a.b.Psu', false])
      const associations = flavour === 'bmcweb' ? data?.Associations : data?.associations
      assert.deepEqual(associations, [['callout', 'fault', PSU]])
      assert.deepEqual((await client.get(`${entry}/callout`)).json.data, { endpoints: [PSU] })
      await client.ask('PUT', `${entry}/attr/Resolved`, { body: { data: true } })
      assert.equal((await client.get(`${entry}/attr/Resolved`)).json.data, true)
      assert.equal((await client.ask('DELETE', `${LOGGING}/entry/1`)).status, 200)
      assert.equal(bmc.log.size, 2)
      await client.ask('POST', `${LOGGING}/action/DeleteAll`, { body: { data: [] } })
      assert.equal(bmc.log.size, 0)
      await bmc.set({ logEntry: {} })
      assert.equal((await client.get(`${LOGGING}/entry/1`)).status, 200)
    })

    test('the log outlives a reboot', async (t) => {
      const { bmc } = await bmcWith(t, flavour, 2)
      await bmc.set({ logEntry: {}, reboot: true })
      await bmc.set({ reachable: true })
      assert.equal(bmc.log.size, 3)
    })

    test('/subscribe wants a session', async (t) => {
      const { bmc, client } = await bmcWith(t, flavour)
      assert.equal(await statusOf(subscribe(bmc, {})), 401)
      if (flavour === 'bmcweb')
        assert.equal(await statusOf(subscribe(bmc, { cookie: client.headers.cookie ?? '' })), 401)
      await bmc.set({ tellsEvents: false })
      assert.equal(await statusOf(subscribe(bmc, client.headers)), 404)
    })

    test('/subscribe tells of new entries as this server does', async (t) => {
      const { bmc, client } = await bmcWith(t, flavour)
      const token = client.headers['x-xsrf-token']
      const webSocket = subscribe(bmc, { cookie: client.headers.cookie ?? '' }, token)
      t.after(() => webSocket.terminate())
      await once(webSocket, 'open')
      assert.equal(webSocket.protocol, token ?? '')
      webSocket.send(JSON.stringify({ paths: [LOGGING], interfaces: [ENTRY] }))
      await client.get(LOGGING) // by then the filter has come
      const heard = once(webSocket, 'message')
      await bmc.set({ logEntry: { message: 'a.b.New' } })
      const message = JSON.parse(String((await heard)[0]))
      assert.equal(message.event, 'InterfacesAdded')
      assert.equal(message.path, flavour === 'phosphor' ? `${LOGGING}/entry/1` : LOGGING)
      assert.equal(message.interfaces[ENTRY].Message, 'a.b.New')
      assert.equal(Object.keys(message.interfaces).length, flavour === 'phosphor' ? 2 : 1)
    })
  })
