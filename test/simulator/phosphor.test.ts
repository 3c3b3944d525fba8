import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BmcClient, only } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

const OPTIONS = { nodes: 1, protocol: 'openbmc', flavour: 'phosphor' } as const
const HOST = '/xyz/openbmc_project/state/host0'

test('phosphor: who is not logged in gets 401 as JSON', async () => {
  await using fleet = await startFleet(OPTIONS)
  await using client = new BmcClient(only(fleet))
  const answer = await client.get('/xyz/openbmc_project/state/enumerate')
  assert.equal(answer.status, 401)
  assert.deepEqual(answer.json, {
    data: { description: 'Login required' },
    message: '401 Unauthorized',
    status: 'error',
  })
})

test('phosphor: a login gives a quoted cookie that must come back unchanged, and a logout ends it', async () => {
  await using fleet = await startFleet(OPTIONS)
  const bmc = only(fleet)
  await using client = new BmcClient(bmc)
  const login = await client.login()
  assert.deepEqual(login.json, { data: "User 'root' logged in", message: '200 OK', status: 'ok' })
  assert.match(String(login.headers['set-cookie']), /^sid="![^"]*[=?+/][^"]*"; HttpOnly; Secure$/)
  assert.equal((await client.get(HOST)).status, 200)

  const cookie = client.headers.cookie ?? ''
  for (const spoilt of [cookie.replaceAll('"', ''), encodeURI(cookie), cookie.slice(0, -1)])
    assert.equal((await client.get(HOST, { cookie: spoilt })).status, 401)

  assert.equal(bmc.counters.openSessions, 1)
  const logout = await client.ask('POST', '/logout', { body: { data: [] } })
  assert.equal(logout.json.data, "User 'root' logged out")
  assert.equal((await client.get(HOST)).status, 401)
  assert.deepEqual([bmc.counters.logins, bmc.counters.logouts, bmc.counters.openSessions], [1, 1, 0])
})

test('phosphor: a wrong password, Basic authentication and a token are refused', async () => {
  await using fleet = await startFleet(OPTIONS)
  await using client = new BmcClient(only(fleet))
  const login = await client.login('wrong')
  assert.deepEqual([login.status, login.json.data?.description], [401, 'Invalid username or password'])
  const basic = `Basic ${Buffer.from('root:0penBmc').toString('base64')}`
  assert.equal((await client.get(HOST, { authorization: basic })).status, 401)
  assert.equal((await client.get(HOST, { 'x-auth-token': 'x' })).status, 401)
})

test('phosphor: of seventeen sessions the oldest is dropped in silence', async () => {
  await using fleet = await startFleet(OPTIONS)
  const bmc = only(fleet)
  await using client = new BmcClient(bmc)
  await client.login()
  const first = client.headers
  for (let count = 2; count <= 16; count++) await client.login()
  assert.equal((await client.get(HOST, first)).status, 200)
  await client.login()
  assert.equal((await client.get(HOST, first)).status, 401)
  assert.equal((await client.get(HOST)).status, 200)
  assert.deepEqual([bmc.counters.openSessions, bmc.counters.sessionsEvicted], [16, 1])
})

test('phosphor: a content type other than JSON is 415, at the login too, and bad JSON is 400', async () => {
  await using fleet = await startFleet(OPTIONS)
  await using client = new BmcClient(only(fleet))
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  assert.equal(
    (await client.ask('POST', '/login', { headers, body: { data: ['root', '0penBmc'] } })).status,
    415,
  )
  assert.equal((await client.ask('POST', '/login', { body: '{"data":' })).status, 400)
  assert.equal((await client.ask('POST', '/login', { body: { data: ['root'] } })).status, 400)
  await client.login()
  const path = `${HOST}/attr/RequestedHostTransition`
  assert.equal((await client.ask('PUT', path, { headers, body: { data: 'x' } })).status, 415)
  assert.equal((await client.ask('PUT', path, { body: '{' })).status, 400)
})

test('phosphor: unknown paths, attributes and methods say what is missing', async () => {
  await using fleet = await startFleet(OPTIONS)
  await using client = new BmcClient(only(fleet))
  await client.login()
  const told = async (...asked: Parameters<BmcClient['ask']>) => {
    const { status, json } = await client.ask(...asked)
    return [status, json.data?.description]
  }
  const body = { data: [] }
  assert.deepEqual(await told('GET', '/xyz/nothing'), [
    404,
    'org.freedesktop.DBus.Error.FileNotFound: path or object not found: /xyz/nothing',
  ])
  assert.deepEqual(await told('GET', `${HOST}/attr/Nothing`), [
    404,
    "The specified property cannot be found: 'Nothing'",
  ])
  assert.deepEqual(await told('PUT', `${HOST}/attr/Nothing`, { body }), [
    403,
    "The specified property cannot be created: 'Nothing'",
  ])
  assert.deepEqual(await told('POST', '/xyz/openbmc_project/control/host0/boot/action/Nothing', { body }), [
    404,
    "The specified method cannot be found: 'Nothing'",
  ])
  const nmi = '/xyz/openbmc_project/control/host0/nmi/action/NMI'
  assert.equal((await client.ask('POST', nmi, { body })).status, 404)
  assert.equal((await client.ask('PUT', `${HOST}/attr/RequestedHostTransition`, { body })).status, 403)
})

test('phosphor: there is no Redfish, whoever asks', async () => {
  await using fleet = await startFleet(OPTIONS)
  await using client = new BmcClient(only(fleet))
  assert.equal((await client.get('/redfish/v1/')).status, 404)
})

test('phosphor: a login waits for the BMC to be ready where that is wanted', async () => {
  await using fleet = await startFleet({ ...OPTIONS, loginNeedsReadyBmc: true })
  const bmc = only(fleet)
  await using client = new BmcClient(bmc)
  await bmc.set({ bmc: 'NotReady' })
  const answer = await client.login()
  assert.deepEqual([answer.status, answer.json.data?.description], [503, 'BMC is not ready (booting)'])
  await bmc.set({ bmc: 'Ready' })
  assert.equal((await client.login()).status, 200)
})

test('phosphor: enumerate, list and a trailing slash show the tree', async () => {
  await using fleet = await startFleet(OPTIONS)
  await using client = new BmcClient(only(fleet))
  await client.login()
  const states = await client.get('/xyz/openbmc_project/state/enumerate')
  assert.deepEqual(Object.keys(states.json.data ?? {}), [
    '/xyz/openbmc_project/state/bmc0',
    '/xyz/openbmc_project/state/chassis0',
    '/xyz/openbmc_project/state/host0',
  ])
  const boot = '/xyz/openbmc_project/control/host0/boot'
  assert.deepEqual((await client.get(`${boot}/list`)).json.data, [`${boot}/one_time`])
  const { data } = (await client.get('/xyz/openbmc_project/')).json
  for (const group of [
    'control',
    'dump',
    'inventory',
    'led',
    'logging',
    'network',
    'sensors',
    'software',
    'state',
    'time',
    'user',
  ])
    assert.ok((data as unknown as string[]).includes(`/xyz/openbmc_project/${group}`), group)
  assert.equal(
    (await client.get('/xyz/openbmc_project/state/bmc0/attr/CurrentBMCState')).json.data,
    'xyz.openbmc_project.State.BMC.BMCState.Ready',
  )
})
