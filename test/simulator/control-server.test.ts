import assert from 'node:assert/strict'
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Client } from 'undici'
import { HwctlError } from '../../src/core/errors.ts'
import { serveControl } from '../../src/simulator/control-server.ts'
import { BmcClient, only } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

async function socketPath(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-control-'))
  t.after(() => rm(folder, { recursive: true }))
  return join(folder, 'control.sock')
}

async function ask(socketPath: string, method: 'GET' | 'POST', path: string, body?: string) {
  const client = new Client('http://sim', { socketPath })
  try {
    const answer = await client.request({ method, path, ...(body !== undefined && { body }) })
    return { status: answer.statusCode, json: JSON.parse(await answer.body.text()) }
  } finally {
    await client.close()
  }
}

test('the control API tells what each BMC saw', async (t) => {
  const path = await socketPath(t)
  await using fleet = await startFleet({ nodes: 3 })
  await using _control = await serveControl(fleet, path)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
  await using client = new BmcClient(only(fleet))
  await client.login()

  const list = await ask(path, 'GET', '/bmcs')
  assert.equal(list.status, 200)
  const { address } = only(fleet)
  assert.deepEqual(list.json.bmcs[0], {
    name: 'sim0001',
    address,
    port: 8443,
    protocol: 'openbmc',
    flavour: 'phosphor',
    host: 'Off',
    chassis: 'Off',
    bmc: 'Ready',
    fault: null,
    openSessions: 1,
    requests: 1,
    powerActionCount: 0,
  })
  const one = (await ask(path, 'GET', '/bmcs/sim0001')).json
  assert.deepEqual([one.counters.logins, one.counters.recentRequests], [1, ['POST /login']])
  assert.equal((await ask(path, 'GET', '/totals')).json.openSessions, 1)
  assert.equal((await ask(path, 'POST', '/reset-counters')).json.requests, 0)
})

test('the control API changes a BMC', async (t) => {
  const path = await socketPath(t)
  await using fleet = await startFleet({ nodes: 1 })
  const bmc = only(fleet)
  await using _control = await serveControl(fleet, path)
  const before = bmc.certificate.fingerprint
  const wanted = {
    host: 'Quiesced',
    certificate: 'new',
    password: 'other',
    passwordExpired: true,
    latencyMs: 1,
  }
  const changed = await ask(path, 'POST', '/bmcs/sim0001', JSON.stringify(wanted))
  assert.equal(changed.status, 200)
  assert.deepEqual([changed.json.state.host, changed.json.state.chassis], ['Quiesced', 'On'])
  assert.notEqual(changed.json.certificate, before)
  assert.deepEqual([bmc.password, bmc.passwordHasExpired, bmc.latencyMs], ['other', true, 1])
  await ask(path, 'POST', '/bmcs/sim0001', '{"reachable":false}')
  assert.equal(fleet.totals().bmcsAway, 1)
  await ask(path, 'POST', '/bmcs/sim0001', '{"reachable":true}')
  assert.equal(bmc.state.bmc, 'Ready')
})

test('the control API says what it does not understand', async (t) => {
  const path = await socketPath(t)
  await using fleet = await startFleet({ nodes: 1 })
  await using _control = await serveControl(fleet, path)
  assert.equal((await ask(path, 'GET', '/bmcs/nobody')).status, 404)
  const lost = await ask(path, 'GET', '/nothing')
  assert.deepEqual([lost.status, lost.json.allowed.includes('GET /totals')], [404, true])
  assert.equal((await ask(path, 'POST', '/bmcs/sim0001', '{')).status, 400)
  const bad = await ask(path, 'POST', '/bmcs/sim0001', '{"host":"Sideways"}')
  assert.equal(bad.status, 400)
  assert.match(bad.json.error, /^host: .*Running/)
})

test('a socket that nobody serves is replaced; a file, or a socket that is served, is not', async (t) => {
  const path = await socketPath(t)
  await using fleet = await startFleet({ nodes: 1 })
  const refused = (error: unknown) => error instanceof HwctlError && error.facts.kind === 'usage'
  {
    await using _control = await serveControl(fleet, path)
    await assert.rejects(serveControl(fleet, path), refused)
  }
  await writeFile(path, '')
  await assert.rejects(serveControl(fleet, path), refused)
  await rm(path)
  await leaveStaleSocket(path)
  await using _again = await serveControl(fleet, path)
  assert.equal((await ask(path, 'GET', '/totals')).status, 200)
})

/** A socket file whose server is gone: bound under another name, closed, and put in place. */
async function leaveStaleSocket(path: string): Promise<void> {
  const { link } = await import('node:fs/promises')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(`${path}.live`, resolve))
  await link(`${path}.live`, path)
  await new Promise<void>((resolve) => server.close(() => resolve()))
}
