import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FAMILIES } from '../../src/simulator/model.ts'
import { BmcClient, only } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

const SESSIONS = '/redfish/v1/SessionService/Sessions'
const LIMITS = { openbmc: [64, 503], dell: [8, 400], supermicro: [16, 503] } as const

for (const family of FAMILIES) {
  const options = { nodes: 1, protocol: 'redfish', family } as const

  test(`${family}: a session is opened, listed, and ended`, async () => {
    await using fleet = await startFleet(options)
    const bmc = only(fleet)
    await using client = new BmcClient(bmc)
    const opened = await client.openSession()
    assert.equal(opened.status, 201)
    const location = String(opened.headers.location)
    assert.equal(opened.json['@odata.id'], location)
    assert.equal((await client.get(location)).json.UserName, 'root')
    assert.equal((await client.get(SESSIONS)).json['Members@odata.count'], 1)
    assert.equal((await client.ask('DELETE', location)).status, 200)
    assert.equal((await client.get(SESSIONS)).status, 401)
    assert.deepEqual([bmc.counters.logins, bmc.counters.logouts, bmc.counters.openSessions], [1, 1, 0])
  })

  test(`${family}: a wrong password is 401, an incomplete login 400`, async () => {
    await using fleet = await startFleet(options)
    await using client = new BmcClient(only(fleet))
    const wrong = await client.openSession('wrong')
    assert.equal(wrong.status, 401)
    assert.ok(wrong.json.error?.['@Message.ExtendedInfo'])
    assert.equal((await client.ask('POST', SESSIONS, { body: { UserName: 'root' } })).status, 400)
    assert.equal((await client.ask('POST', SESSIONS, { body: '{' })).status, 400)
  })

  test(`${family}: one session too many is refused until one ends`, async () => {
    await using fleet = await startFleet(options)
    await using client = new BmcClient(only(fleet))
    const [limit, status] = LIMITS[family]
    let last = await client.openSession()
    const keep = client.headers
    for (let count = 2; count <= limit; count++) last = await client.openSession()
    const refused = await client.openSession()
    assert.equal(refused.status, status)
    assert.match(refused.text, /SessionLimitExceeded/)
    client.headers = keep
    await client.ask('DELETE', String(last.headers.location))
    assert.equal((await client.openSession()).status, 201)
  })

  test(`${family}: with an expired password one may only change it`, async () => {
    await using fleet = await startFleet(options)
    const bmc = only(fleet)
    await using client = new BmcClient(bmc)
    await bmc.set({ passwordExpired: true })
    const opened = await client.openSession()
    assert.equal(opened.status, 201)
    assert.match(JSON.stringify(opened.json['@Message.ExtendedInfo']), /PasswordChangeRequired/)
    const refused = await client.get('/redfish/v1/Systems')
    assert.equal(refused.status, 403)
    const account = /\/redfish\/v1\/AccountService\/Accounts\/\w+/.exec(refused.text)?.[0] ?? ''
    assert.ok((await client.ask('PATCH', account, { body: { Password: 'another1' } })).status < 300)
    assert.equal((await client.get('/redfish/v1/Systems')).status, 200)
    assert.equal((await client.openSession('another1')).status, 201)
  })

  test(`${family}: sessions can be dropped and the password changed from outside`, async () => {
    await using fleet = await startFleet(options)
    const bmc = only(fleet)
    await using client = new BmcClient(bmc)
    await client.openSession()
    await bmc.set({ dropSessions: true, password: 'other' })
    assert.equal((await client.get(SESSIONS)).status, 401)
    assert.equal((await client.openSession()).status, 401)
    assert.equal((await client.openSession('other')).status, 201)
  })
}
