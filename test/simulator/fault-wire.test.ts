import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { BmcClient, until } from './bmc-client.ts'
import { failureOf, faultyBmc, HOST, REST, SYSTEM } from './faulty-bmc.ts'
import { RawConnection } from './raw-connection.ts'

const ROOT = '/redfish/v1'
const ON = { data: 'xyz.openbmc_project.State.Host.Transition.On' }
const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`

test('slow: the request is carried out at once and answered late', async () => {
  await using faulty = await faultyBmc('slow:150', REST)
  const { bmc, client } = faulty
  await client.login()
  const before = performance.now()
  const answer = client.ask('PUT', `${HOST}/attr/RequestedHostTransition`, { body: ON })
  await until(() => bmc.state.host === 'Running')
  assert.ok(performance.now() - before < 150)
  assert.equal((await answer).status, 200)
  assert.ok(performance.now() - before >= 149)
})

test('a login that nobody waited for leaves a session, and is counted', async () => {
  await using faulty = await faultyBmc('slow', REST)
  const { bmc } = faulty
  const impatient = new BmcClient(bmc)
  const login = failureOf(impatient.login())
  await until(() => bmc.counters.openSessions === 1)
  await impatient[Symbol.asyncDispose]()
  await login
  await until(() => bmc.counters.loginsUnanswered === 1)
  assert.equal(bmc.counters.openSessions, 1)
})

test('dribble: byte by byte, whole in the end', async () => {
  await using faulty = await faultyBmc('dribble:1')
  const { bmc, client } = faulty
  using connection = await RawConnection.open(bmc)
  connection.get('/redfish')
  await until(() => connection.text.length > 40)
  assert.doesNotMatch(connection.text, /\r\n\r\n/)
  assert.ok(connection.pieces.filter(({ length }) => length === 1).length > 10)
  assert.equal(await connection.ending(20_000), 'closed')
  assert.match(connection.text, /\r\nconnection: close\r\n(.*\r\n)*\r\n\{(.*\n)*\}\n$/)
  assert.equal((await client.openSession()).status, 201)
  await until(() => bmc.counters.openConnections === 0)
  assert.equal(bmc.counters.loginsUnanswered, 0)
})

test('reset-in-body: half a body, then a reset; what was asked is done; no body, no reset', async () => {
  await using faulty = await faultyBmc('reset-in-body')
  const { bmc, client } = faulty
  using connection = await RawConnection.open(bmc)
  connection.get(ROOT)
  assert.equal(await connection.ending(5000), 'ECONNRESET')
  const [head = '', body = ''] = connection.text.split('\r\n\r\n')
  const whole = Number(/content-length: (\d+)/.exec(head)?.[1])
  assert.equal(body.length, Math.floor(whole / 2))
  assert.match(head, /^HTTP\/1\.1 200 OK/)
  await assert.rejects(client.openSession())
  assert.equal(bmc.counters.openSessions, 1)
  await until(() => bmc.counters.loginsUnanswered === 1)
  client.headers = { 'x-auth-token': bmc.sessions.all[0]?.token ?? '' }
  assert.equal((await client.ask('POST', RESET, { body: { ResetType: 'On' } })).status, 204)
})

test('closes-each: says so and does so', async () => {
  await using faulty = await faultyBmc('closes-each')
  const { bmc, client } = faulty
  using connection = await RawConnection.open(bmc)
  connection.get(ROOT)
  assert.equal(await connection.ending(5000), 'closed')
  assert.match(connection.text, /^HTTP\/1\.1 200 OK\r\n(.*\r\n)*connection: close\r\n/i)
  for (let count = 0; count < 3; count++) assert.equal((await client.get(ROOT)).status, 200)
  assert.equal(bmc.counters.connections, 4)
})

test('http10: HTTP/1.0 without a word on keeping alive, and the connection ends with the answer', async () => {
  await using faulty = await faultyBmc('http10', REST)
  const { bmc, client } = faulty
  using connection = await RawConnection.open(bmc)
  connection.get('/xyz/')
  assert.equal(await connection.ending(5000), 'closed')
  assert.match(connection.text, /^HTTP\/1\.0 401 Unauthorized\r\n(?!(.*\r\n)*connection:)/i)
  assert.equal((await client.login()).status, 200)
  const put = await client.ask('PUT', `${HOST}/attr/RequestedHostTransition`, { body: ON })
  assert.equal(put.status, 200)
  assert.equal(bmc.state.host, 'Running')
  assert.deepEqual([bmc.counters.connections, bmc.counters.loginsUnanswered], [3, 0])
})

test('chokes-on-keep-alive: the second request on a connection is reset and not carried out', async () => {
  await using faulty = await faultyBmc('chokes-on-keep-alive')
  const { bmc, client } = faulty
  await client.openSession()
  const failure = failureOf(client.ask('POST', RESET, { body: { ResetType: 'On' } }))
  assert.match(await failure, /ECONNRESET|UND_ERR_SOCKET/)
  assert.deepEqual([bmc.counters.requests, bmc.counters.powerActionCount], [2, 0])
  using connection = await RawConnection.open(bmc)
  connection.get(ROOT)
  await until(() => connection.text.includes('\r\n\r\n{'))
  await sleep(10)
  connection.get(ROOT)
  assert.equal(await connection.ending(5000), 'ECONNRESET')
})
