import assert from 'node:assert/strict'
import { chmod, chown, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { agentSocketRunner } from '../../../src/broker/runners/agent-socket.ts'
import type { RunEvent } from '../../../src/core/event.ts'
import { type NodeInfo, type NodeName, Secret } from '../../../src/core/node.ts'
import { eventReply } from '../../../src/edges/xcat/event-reply.ts'
import { frame } from '../../../src/edges/xcat/frame.ts'
import { echo, hang, type Script } from '../../agent/fake-runner.ts'
import { folder, startAgent } from '../../agent/fixture.ts'

function node(name: string, more: Partial<NodeInfo> = {}): NodeInfo {
  const password = new Secret('s3cret')
  const address = { bmc: '10.0.0.1', port: 443, username: 'root', password } as const
  return { name: name as NodeName, protocol: 'auto', ...address, tls: 'pin', tlsLevel: 2, ...more }
}

const NODES = [node('n1'), node('n2')]

async function run(path: string, nodes = NODES, signal = new AbortController().signal): Promise<RunEvent[]> {
  const call = { capability: 'power', op: 'getState', input: undefined }
  const invocation = { command: 'rpower', words: ['stat'], call }
  const options = { signal, fanout: 8, cwd: '/tmp', trace: true }
  return Array.fromAsync(agentSocketRunner(path).run(invocation, nodes, options))
}

/** An agent that answers each request with these bytes and hangs up. */
async function badAgent(t: TestContext, answer: (socket: Socket) => void): Promise<string> {
  const path = join(await folder(t), 'agent.sock')
  const server = createServer((socket) => {
    socket.on('error', () => undefined).once('data', () => answer(socket))
  })
  t.after(() => server.close())
  await new Promise<void>((resolve) => server.listen(path, resolve))
  await chmod(path, 0o600)
  return path
}

const LOST = { kind: 'cancelled', reason: 'the agent hung up', reached: true, outcomeUnknown: true }

test('a run at an agent says what a run here would say', async (t) => {
  const { path } = await startAgent(t)
  assert.deepEqual(await run(path), [
    { kind: 'result', node: 'n1', value: 'stat' },
    { kind: 'result', node: 'n2', value: 'stat' },
    { kind: 'done', counts: { ok: 2, failed: 0, notRun: 0 } },
  ])
})

test('nodes, options and secrets arrive as they are', async (t) => {
  let seen: readonly NodeInfo[] = []
  let how = {}
  const script: Script = (nodes, options, invocation) => {
    seen = nodes
    how = options
    return echo(nodes, options, invocation)
  }
  const { path } = await startAgent(t, script)
  const full = node('n2', {
    protocol: 'openbmc',
    system: '1',
    tls: 'off',
    tlsLevel: 0,
    port: 8443,
    bmc: '::1',
  })
  await run(path, [node('n1'), full])
  assert.deepEqual(
    seen.map((one) => ({ ...one, password: one.password.reveal() })),
    [node('n1'), full].map((one) => ({ ...one, password: 's3cret' })),
  )
  assert.partialDeepStrictEqual(how, { fanout: 8, cwd: '/tmp', trace: true })
})

test('ten thousand nodes go there and come back', async (t) => {
  const { path } = await startAgent(t)
  const nodes = Array.from({ length: 10_000 }, (_, index) => node(`n${index}`))
  const events = await run(path, nodes)
  assert.equal(events.length, 10_001)
  assert.deepEqual(events.at(-1), { kind: 'done', counts: { ok: 10_000, failed: 0, notRun: 0 } })
})

test('whoever ends a run here ends it there; every node has its outcome', async (t) => {
  const begun = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<unknown>()
  const script: Script = async function* (nodes, options, invocation) {
    options.signal.addEventListener('abort', () => ended.resolve(options.signal.reason))
    begun.resolve()
    yield* hang(nodes, options, invocation)
  }
  const { path } = await startAgent(t, script)
  const controller = new AbortController()
  const events = run(path, NODES, controller.signal)
  await begun.promise
  controller.abort('interrupted')
  const error = { kind: 'cancelled', reason: 'interrupted', reached: true }
  assert.deepEqual(await events, [
    { kind: 'failure', node: 'n1', error },
    { kind: 'failure', node: 'n2', error },
    { kind: 'done', counts: { ok: 0, failed: 2, notRun: 0 } },
  ])
  assert.equal(await ended.promise, 'the client is gone')
})

test('a reader that has seen enough ends the run there', async (t) => {
  const ended = Promise.withResolvers<unknown>()
  const script: Script = async function* ([first, ...nodes], options, invocation) {
    options.signal.addEventListener('abort', () => ended.resolve(options.signal.reason))
    if (first) yield { kind: 'result', node: first.name, value: 'on' }
    yield* hang(nodes, options, invocation)
  }
  const { path } = await startAgent(t, script)
  const call = { capability: 'power', op: 'getState', input: undefined }
  const options = { signal: new AbortController().signal, fanout: 8, cwd: '/', trace: false }
  const runner = agentSocketRunner(path)
  for await (const _event of runner.run({ command: 'rpower', words: [], call }, NODES, options)) break
  assert.equal(await ended.promise, 'the client is gone')
})

test('an agent that dies in the middle leaves no node without an outcome', async (t) => {
  const first = eventReply([{ kind: 'result', node: NODES[0]?.name ?? ('' as NodeName), value: 'on' }])
  const path = await badAgent(t, (socket) => socket.end(frame(first)))
  assert.deepEqual(await run(path), [
    { kind: 'result', node: 'n1', value: 'on' },
    { kind: 'failure', node: 'n2', error: LOST },
    { kind: 'done', counts: { ok: 1, failed: 1, notRun: 0 } },
  ])
})

test('outcomes that nobody asked for, and second ones, are dropped', async (t) => {
  const results = ['n1', 'n1', 'n7', 'n2'].map(
    (name) => ({ kind: 'result', node: name as NodeName, value: 'on' }) as const,
  )
  const path = await badAgent(t, (socket) => socket.end(frame(eventReply(results))))
  assert.deepEqual(
    (await run(path)).map((event) => ('node' in event ? event.node : event)),
    ['n1', 'n2', { kind: 'done', counts: { ok: 2, failed: 0, notRun: 0 } }],
  )
})

test('an agent that talks nonsense is lost', async (t) => {
  const path = await badAgent(t, (socket) => socket.end(frame('nonsense')))
  const events = await run(path)
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['failure', 'failure', 'done'],
  )
})

test('a refusal is one failure of the run, and nothing was run', async (t) => {
  const refusal = JSON.stringify({ type: 'message', msg: { type: 'error', node: '', data: 'not today' } })
  const path = await badAgent(t, (socket) => socket.end(frame(refusal)))
  assert.deepEqual(await run(path), [
    { kind: 'failure', error: { kind: 'usage', problem: 'The agent refuses: not today' } },
    { kind: 'done', counts: { ok: 0, failed: 0, notRun: 2 } },
  ])
})

async function refused(path: string): Promise<string> {
  const [failure, done] = await run(path)
  assert.deepEqual(done, { kind: 'done', counts: { ok: 0, failed: 0, notRun: 2 } })
  return failure?.kind === 'failure' && failure.error.kind === 'usage' ? failure.error.problem : ''
}

test('no password goes to a socket that is open to others, is no socket, or is not there', async (t) => {
  const path = await badAgent(t, () => assert.fail('something was sent'))
  await chmod(path, 0o660)
  assert.match(await refused(path), /others may use it/)
  const file = join(await folder(t), 'file')
  await writeFile(file, '')
  assert.match(await refused(file), /it is not a socket/)
  assert.match(await refused(`${file}.not-there`), /ENOENT/)
})

test('nor to the socket of another user', {
  skip: process.geteuid?.() !== 0 && 'only root can give a socket away',
}, async (t) => {
  const path = await badAgent(t, () => assert.fail('something was sent'))
  await chown(path, 65_534, 65_534)
  assert.match(await refused(path), /it belongs to user 65534/)
})
