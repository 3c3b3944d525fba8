import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FAMILIES } from '../../src/simulator/model.ts'
import { BmcClient, type Json, only } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

const SYSTEM = { openbmc: 'system', dell: 'System.Embedded.1', supermicro: '1' } as const

/** Every address that a body names: members, links, ActionInfo. */
function named(body: unknown, key = ''): string[] {
  if (typeof body === 'string')
    return (key === '@odata.id' || key === '@Redfish.ActionInfo') && !body.includes('#') ? [body] : []
  if (typeof body !== 'object' || body === null) return []
  return Object.entries(body).flatMap(([name, value]) => named(value, name))
}

for (const family of FAMILIES) {
  const options = { nodes: 1, protocol: 'redfish', family } as const

  test(`${family}: everything that is linked from the root on is there`, async () => {
    await using fleet = await startFleet({ ...options, resetMakesTask: true })
    await using client = new BmcClient(only(fleet))
    await client.openSession()
    const reset = `/redfish/v1/Systems/${SYSTEM[family]}/Actions/ComputerSystem.Reset`
    assert.equal((await client.ask('POST', reset, { body: { ResetType: 'On' } })).status, 202)
    const seen = new Map<string, Json>()
    const waiting = ['/redfish/v1/']
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue
      const answer = await client.get(path)
      assert.equal(answer.status, 200, path)
      seen.set(path, answer.json)
      waiting.push(...named(answer.json))
    }
    const kinds = [...seen.values()].map((body) => String(body['@odata.type']).split('.')[0])
    for (const kind of [
      'ServiceRoot',
      'ComputerSystem',
      'Manager',
      'Chassis',
      'Session',
      'ManagerAccount',
      'Task',
    ])
      assert.ok(kinds.includes(`#${kind}`), kind)
    assert.equal(kinds.includes('#ActionInfo'), family === 'openbmc')
    for (const [path, body] of seen) if (path !== '/redfish/v1/') assert.equal(body['@odata.id'], path)
  })

  test(`${family}: the root needs no authentication, everything else does`, async () => {
    await using fleet = await startFleet(options)
    await using client = new BmcClient(only(fleet))
    for (const path of ['/redfish', '/redfish/v1', '/redfish/v1/'])
      assert.equal((await client.get(path)).status, 200)
    for (const path of [
      '/redfish/v1/Systems',
      '/redfish/v1/SessionService/Sessions',
      '/redfish/v1/Nothing',
    ]) {
      const answer = await client.get(path)
      assert.equal(answer.status, 401)
      assert.ok(answer.json.error?.['@Message.ExtendedInfo'])
    }
    const basic = { authorization: `Basic ${Buffer.from('root:0penBmc').toString('base64')}` }
    assert.equal((await client.get('/redfish/v1/Systems', basic)).status, 200)
    assert.equal((await client.get('/redfish/v1/Systems', { authorization: 'Basic eDp5' })).status, 401)
  })

  test(`${family}: what is not there is 404, what cannot be done is 405, and there is no REST over D-Bus`, async () => {
    await using fleet = await startFleet(options)
    await using client = new BmcClient(only(fleet))
    await client.openSession()
    const missing = await client.get('/redfish/v1/Nothing')
    assert.equal(missing.status, 404)
    assert.ok(missing.json.error?.['@Message.ExtendedInfo'])
    const refused = await client.ask('DELETE', '/redfish/v1/Systems')
    assert.deepEqual([refused.status, refused.headers.allow], [405, 'GET'])
    assert.equal((await client.get('/xyz/openbmc_project/state/enumerate')).status, 404)
    assert.equal((await client.ask('POST', '/login', { body: { data: ['root', '0penBmc'] } })).status, 404)
  })
}
