import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BmcClient, only } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

const OPTIONS = { nodes: 1, protocol: 'openbmc', flavour: 'bmcweb' } as const
const HOST = '/xyz/openbmc_project/state/host0'
const TRANSITION = `${HOST}/attr/RequestedHostTransition`
const ON = { data: 'xyz.openbmc_project.State.Host.Transition.On' }

test('bmcweb: who is not logged in gets 401 as text', async () => {
  await using fleet = await startFleet(OPTIONS)
  await using client = new BmcClient(only(fleet))
  const answer = await client.get(HOST)
  assert.deepEqual([answer.status, answer.text], [401, 'Unauthorized'])
  assert.equal((await client.login('wrong')).status, 401)
  assert.equal(only(fleet).counters.loginsRefused, 1)
})

test('bmcweb: with cookies every write needs the XSRF header, a read does not', async () => {
  await using fleet = await startFleet(OPTIONS)
  const bmc = only(fleet)
  await using client = new BmcClient(bmc)
  const login = await client.login()
  assert.equal(login.json.data, "User 'root' logged in")
  const cookies = [login.headers['set-cookie'] ?? []].flat()
  assert.match(cookies.find((cookie) => cookie.startsWith('SESSION=')) ?? '', /HttpOnly/)
  assert.doesNotMatch(cookies.find((cookie) => cookie.startsWith('XSRF-TOKEN=')) ?? 'HttpOnly', /HttpOnly/)

  const complete = client.headers
  client.headers = { cookie: complete.cookie ?? '' }
  assert.equal((await client.get(HOST)).status, 200)
  assert.equal((await client.ask('PUT', TRANSITION, { body: ON })).status, 401)
  assert.equal((await client.ask('POST', '/logout', { body: { data: [] } })).status, 401)
  assert.equal(bmc.state.host, 'Off')

  client.headers = complete
  assert.deepEqual((await client.ask('PUT', TRANSITION, { body: ON })).json, {
    data: null,
    message: '200 OK',
    status: 'ok',
  })
  assert.equal(bmc.state.host, 'Running')
  assert.equal(
    (await client.ask('POST', '/logout', { body: { data: [] } })).json.data,
    "User 'root' logged out",
  )
  assert.equal(bmc.counters.openSessions, 0)
})

test('bmcweb: a login with names gives a token, which needs no XSRF header; Basic needs no login at all', async () => {
  await using fleet = await startFleet(OPTIONS)
  await using client = new BmcClient(only(fleet))
  const { token } = (await client.ask('POST', '/login', { body: { username: 'root', password: '0penBmc' } }))
    .json
  for (const headers of [
    { 'x-auth-token': String(token) },
    { authorization: `Token ${token}` },
    { authorization: `Basic ${Buffer.from('root:0penBmc').toString('base64')}` },
  ])
    assert.equal((await client.ask('PUT', TRANSITION, { headers, body: ON })).status, 200)
  const wrong = { authorization: `Basic ${Buffer.from('root:wrong').toString('base64')}` }
  assert.equal((await client.get(HOST, wrong)).status, 401)
})

test('bmcweb: sessions have no limit', async () => {
  await using fleet = await startFleet(OPTIONS)
  await using client = new BmcClient(only(fleet))
  await client.login()
  const first = client.headers
  for (let count = 2; count <= 20; count++) await client.login()
  assert.equal((await client.get(HOST, first)).status, 200)
  assert.equal(only(fleet).counters.openSessions, 20)
})

test('bmcweb: errors are worded as its own', async () => {
  await using fleet = await startFleet(OPTIONS)
  await using client = new BmcClient(only(fleet))
  await client.login()
  assert.deepEqual((await client.get('/xyz/nothing')).json, {
    data: { description: 'org.freedesktop.DBus.Error.FileNotFound: path or object not found' },
    message: '404 Not Found',
    status: 'error',
  })
  const unknown = await client.ask('PUT', `${HOST}/attr/Nothing`, { body: { data: 1 } })
  assert.deepEqual([unknown.status, unknown.json.message], [403, 'The specified property cannot be created'])
  const bad = await client.ask('PUT', TRANSITION, { body: { data: 'Sideways' } })
  assert.deepEqual([bad.status, bad.json.data?.description], [403, 'org.freedesktop.DBus.Error.InvalidArgs'])
  assert.equal((await client.ask('PUT', TRANSITION, { body: '{' })).status, 400)
  assert.equal((await client.get('/redfish/v1/')).status, 404)
  assert.equal((await client.ask('POST', '/login', { body: '{' })).status, 400)
})

test('bmcweb: there is a non-maskable interrupt', async () => {
  await using fleet = await startFleet(OPTIONS)
  const bmc = only(fleet)
  await using client = new BmcClient(bmc)
  await client.login()
  const path = '/xyz/openbmc_project/control/host0/nmi/action/NMI'
  assert.equal((await client.ask('POST', path, { body: { data: [] } })).status, 200)
  assert.deepEqual(bmc.counters.powerActionCounts, { 'NMI=NMI': 1 })
})

test('bmcweb: with an expired password one may log in, and then nothing more', async () => {
  await using fleet = await startFleet(OPTIONS)
  const bmc = only(fleet)
  await using client = new BmcClient(bmc)
  await bmc.set({ passwordExpired: true })
  assert.equal((await client.login()).status, 200)
  assert.equal((await client.get(HOST)).status, 403)
  assert.equal((await client.ask('POST', '/logout', { body: { data: [] } })).status, 200)
})
