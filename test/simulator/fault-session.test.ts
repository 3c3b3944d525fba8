import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FAMILIES, FLAVOURS } from '../../src/simulator/model.ts'
import { faultyBmc, HOST, REDFISH, REST, SYSTEM } from './faulty-bmc.ts'

const SESSION_LIMIT_STATUS = { openbmc: 503, dell: 400, supermicro: 503 } as const

test('wrong-password: the right one is refused, in a login and as Basic', async () => {
  await using redfish = await faultyBmc('wrong-password')
  assert.equal((await redfish.client.openSession()).status, 401)
  const authorization = `Basic ${Buffer.from('root:0penBmc').toString('base64')}`
  assert.equal((await redfish.client.get(SYSTEM, { authorization })).status, 401)
  assert.equal(redfish.bmc.counters.loginsRefused, 1)
  for (const flavour of FLAVOURS) {
    await using rest = await faultyBmc('wrong-password', { protocol: 'openbmc', flavour })
    assert.equal((await rest.client.login()).status, 401)
  }
})

test('expired-password: Redfish opens a session that may only change the password, and a change heals it', async () => {
  await using faulty = await faultyBmc('expired-password')
  const { client } = faulty
  const opened = await client.openSession()
  assert.equal(opened.status, 201)
  assert.match(opened.text, /PasswordChangeRequired/)
  const refused = await client.get(SYSTEM)
  assert.equal(refused.status, 403)
  assert.match(refused.text, /PasswordChangeRequired/)
  const account = '/redfish/v1/AccountService/Accounts/root'
  assert.equal((await client.ask('PATCH', account, { body: { Password: 'new-pass' } })).status, 204)
  assert.equal((await client.get(SYSTEM)).status, 200)
})

test('expired-password: phosphor refuses the login, bmcweb everything after it', async () => {
  await using phosphor = await faultyBmc('expired-password', REST)
  assert.equal((await phosphor.client.login()).status, 401)
  await using bmcweb = await faultyBmc('expired-password', { protocol: 'openbmc', flavour: 'bmcweb' })
  assert.equal((await bmcweb.client.login()).status, 200)
  assert.equal((await bmcweb.client.get(HOST)).status, 403)
  await bmcweb.bmc.set({ fault: null })
  await bmcweb.client.login()
  assert.equal((await bmcweb.client.get(HOST)).status, 200)
})

for (const family of FAMILIES)
  test(`sessions-full: ${family} says SessionLimitExceeded`, async () => {
    await using faulty = await faultyBmc('sessions-full', { protocol: 'redfish', family })
    const { bmc, client } = faulty
    const refused = await client.openSession()
    assert.equal(refused.status, SESSION_LIMIT_STATUS[family])
    assert.match(JSON.stringify(refused.json.error?.['@Message.ExtendedInfo']), /SessionLimitExceeded/)
    assert.equal(bmc.counters.openSessions, 0)
    await bmc.set({ fault: null })
    assert.equal((await client.openSession()).status, 201)
  })

test('sessions-full: bmcweb refuses the login, phosphor evicts in silence', async () => {
  await using bmcweb = await faultyBmc('sessions-full', { protocol: 'openbmc', flavour: 'bmcweb' })
  assert.equal((await bmcweb.client.login()).status, 503)
  await using phosphor = await faultyBmc('sessions-full', REST)
  const { bmc, client } = phosphor
  assert.equal((await client.login()).status, 200)
  assert.deepEqual([(await client.get(HOST)).status, (await client.get(HOST)).status], [200, 401])
  await client.login()
  assert.equal((await client.get(HOST)).status, 200)
  assert.deepEqual([bmc.counters.sessionsEvicted, bmc.counters.openSessions], [1, 1])
})

for (const options of [REST, REDFISH])
  test(`session-dropped, ${options.protocol}: before every third request, and a new login goes on`, async () => {
    await using faulty = await faultyBmc('session-dropped:3', options)
    const { bmc, client } = faulty
    const login = () => (options.protocol === 'openbmc' ? client.login() : client.openSession())
    const path = options.protocol === 'openbmc' ? HOST : SYSTEM
    await login()
    assert.deepEqual([(await client.get(path)).status, (await client.get(path)).status], [200, 401])
    await login()
    assert.deepEqual([(await client.get(path)).status, (await client.get(path)).status], [200, 401])
    assert.deepEqual([bmc.counters.sessionsEvicted, bmc.counters.openSessions], [2, 0])
  })
