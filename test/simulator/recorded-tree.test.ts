import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serveTree } from '../../src/simulator/recorded-tree.ts'
import { BmcClient } from './bmc-client.ts'

const SESSIONS = '/redfish/v1/SessionService/Sessions'
const TREE = {
  '/redfish/v1/': { '@odata.id': '/redfish/v1/', Links: { Sessions: { '@odata.id': `${SESSIONS}/` } } },
  '/redfish/v1/Systems': { Members: [{ '@odata.id': '/redfish/v1/Systems/1' }] },
  '/redfish/v1/Systems/1/': { PowerState: 'On' },
}

test('a recorded tree is read as it was recorded, with or without a slash at the end', async () => {
  const served = await serveTree(TREE)
  try {
    await using client = new BmcClient(served)
    assert.equal((await client.get('/redfish/v1')).status, 200)
    assert.equal((await client.get('/redfish/v1/Systems')).status, 401)
    const opened = await client.openSession()
    assert.equal(opened.status, 201)
    assert.equal(served.openSessions, 1)
    for (const path of ['/redfish/v1/Systems/1', '/redfish/v1/Systems/1/'])
      assert.deepEqual((await client.get(path)).json, { PowerState: 'On' })
    const missing = await client.get('/redfish/v1/Chassis')
    assert.equal(missing.status, 404)
    assert.ok(missing.json.error?.['@Message.ExtendedInfo'])
    assert.equal((await client.ask('DELETE', String(opened.headers.location))).status, 204)
    assert.equal(served.openSessions, 0)
    assert.equal(served.reads.length, 4)
  } finally {
    await served.close()
  }
})

test('what is written to a recorded tree is noted and changes nothing', async () => {
  const served = await serveTree(TREE, { username: 'admin', password: 'secret' })
  try {
    await using client = new BmcClient(served)
    assert.equal((await client.openSession()).status, 401)
    client.headers = { authorization: `Basic ${Buffer.from('admin:secret').toString('base64')}` }
    const target = '/redfish/v1/Systems/1/Actions/ComputerSystem.Reset'
    assert.equal((await client.ask('POST', target, { body: { ResetType: 'On' } })).status, 204)
    const headers = { 'if-match': '"1"' }
    assert.equal(
      (await client.ask('PATCH', '/redfish/v1/Systems/1', { headers, body: { Boot: {} } })).status,
      204,
    )
    assert.deepEqual(
      served.requests.map(({ method, path, body }) => [method, path, body]),
      [
        ['POST', target, { ResetType: 'On' }],
        ['PATCH', '/redfish/v1/Systems/1', { Boot: {} }],
      ],
    )
    assert.equal(served.requests[1]?.headers['if-match'], '"1"')
    assert.equal((await client.get('/redfish/v1/Systems/1')).json.PowerState, 'On')
  } finally {
    await served.close()
  }
})
