import assert from 'node:assert/strict'
import { access, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fakeAgent } from './agent-process.ts'
import { folder, RawClient } from './fixture.ts'
import { holdLock, xcat } from './xcat-client.ts'

const NODES = { n1: { bmc: '127.0.0.1', bmcip: '127.0.0.1', username: 'root', password: 'x' } }
const ON = { stdout: ['n1: on'], stderr: [], code: 0 }

/** Started as openbmc2.pm does it: the lock held, and an empty file where the socket will be. */
async function startedByXcat(t: TestContext) {
  const path = await folder(t)
  const [sock, lockfile] = [join(path, 'agent.sock'), join(path, 'agent.lock')]
  const holder = await holdLock(t, lockfile)
  await writeFile(sock, '')
  const agent = fakeAgent(t, '--sock', sock, '--lockfile', lockfile)
  return { sock, holder, agent }
}

test("in the place of xCAT's agent: one request, exit 0, and no socket is left", async (t) => {
  const { sock, agent } = await startedByXcat(t)
  assert.deepEqual(await xcat(sock, NODES, ['rpower', 'stat']).seen(), ON)
  assert.equal(await agent.ended(), 0)
  await assert.rejects(access(sock))
})

test('a request that is refused has been answered: exit 0', async (t) => {
  const { sock, agent } = await startedByXcat(t)
  const { code } = await xcat(sock, NODES, ['renergy']).seen()
  assert.equal(code, 1)
  assert.equal(await agent.ended(), 0)
})

test('what is no request ends it with 1, so that xCAT points at the log', async (t) => {
  const { sock, agent } = await startedByXcat(t)
  await agent.logged('agent listens')
  const client = await RawClient.open(sock)
  await client.send('no JSON').replies()
  assert.equal(await agent.ended(), 1)
  assert.match(agent.log, /not JSON/)
})

test('a look at the socket is no request', async (t) => {
  const { sock, agent } = await startedByXcat(t)
  await agent.logged('agent listens')
  const client = await RawClient.open(sock)
  client.hangUp()
  assert.deepEqual(await xcat(sock, NODES, ['rpower', 'stat']).seen(), ON)
  assert.equal(await agent.ended(), 0)
})

test('kill -9 of the process that holds the lock ends it with 1, also in the middle of a run', async (t) => {
  const { sock, agent, holder } = await startedByXcat(t)
  await agent.logged('agent listens')
  const client = xcat(sock, NODES, ['rpower', 'boot'])
  await agent.logged('request begins')
  holder.kill('SIGKILL')
  assert.equal(await agent.ended(), 1)
  assert.match(agent.log, /xcat process exit unexpectedly\./)
  assert.deepEqual((await client.seen()).stderr, ['n1: [mn]: Error: Broken off: the xCAT process is gone.'])
})

test('SIGTERM from xCAT ends it with 0', async (t) => {
  const { agent } = await startedByXcat(t)
  await agent.logged('agent listens')
  agent.child.kill('SIGTERM')
  assert.equal(await agent.ended(), 0)
})

for (const signal of ['SIGTERM', 'SIGINT'] as const)
  test(`standalone: it keeps serving until ${signal}, ends its runs, exits 0, and leaves no socket`, async (t) => {
    const sock = join(await folder(t), 'agent.sock')
    const agent = fakeAgent(t, '--standalone', '--sock', sock)
    await agent.logged('agent listens')
    for (let times = 0; times < 2; times++)
      assert.deepEqual(await xcat(sock, NODES, ['rpower', 'stat']).seen(), ON)
    const client = xcat(sock, NODES, ['rpower', 'boot'])
    await agent.logged('"call":"power.restart"')
    agent.child.kill(signal)
    assert.deepEqual((await client.seen()).stderr, [
      'n1: [mn]: Error: Broken off: the agent was told to stop.',
    ])
    assert.equal(await agent.ended(), 0)
    await assert.rejects(access(sock))
  })

test('standalone: a second agent on the same socket says why it does not start', async (t) => {
  const sock = join(await folder(t), 'agent.sock')
  const agent = fakeAgent(t, '--standalone', '--sock', sock)
  await agent.logged('agent listens')
  const second = fakeAgent(t, '--standalone', '--sock', sock)
  assert.notEqual(await second.ended(), 0)
  assert.deepEqual(await xcat(sock, NODES, ['rpower', 'stat']).seen(), ON)
})

test('the log goes to a file if one is named', async (t) => {
  const path = await folder(t)
  const [sock, log] = [join(path, 'agent.sock'), join(path, 'agent.log')]
  const agent = fakeAgent(t, '--sock', sock, '--log', log)
  assert.deepEqual(await xcat(sock, NODES, ['rpower', 'stat']).seen(), ON)
  assert.equal(await agent.ended(), 0)
  assert.equal(agent.log, '')
  const messages = (await readFile(log, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).msg)
  assert.deepEqual(messages.sort(), ['agent ends', 'agent listens', 'request begins', 'request ends'])
})
