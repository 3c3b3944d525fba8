import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Script } from './fake-runner.ts'
import { hang } from './fake-runner.ts'
import { ask, lines, RawClient, requestFor, startAgent } from './fixture.ts'

test("a request in xCAT's form is answered in xCAT's messages, and the socket is closed", async (t) => {
  const { path } = await startAgent(t)
  assert.deepEqual(lines(await ask(path, requestFor(['n1', 'n2']))), ['info n1: stat', 'info n2: stat'])
})

test('an agent serves one client after the other', async (t) => {
  const { path } = await startAgent(t)
  for (const word of ['on', 'off'])
    assert.deepEqual(lines(await ask(path, requestFor(['n1'], { args: [word] }))), [`info n1: ${word}`])
})

test('a client that asks for events gets events, the last one done', async (t) => {
  const { path } = await startAgent(t)
  const replies = await ask(path, requestFor(['n1', 'n2'], { hwctl: { events: 1 } }))
  assert.deepEqual(
    replies.flatMap(({ event, events }) => events ?? event),
    [
      { kind: 'result', node: 'n1', value: 'stat' },
      { kind: 'result', node: 'n2', value: 'stat' },
      { kind: 'done', counts: { ok: 2, failed: 0, notRun: 0 } },
    ],
  )
})

test('fanout, working directory and trace reach the run', async (t) => {
  const script: Script = async function* ([node], { cwd, fanout, trace }) {
    if (node) yield { kind: 'result', node: node.name, value: `${fanout} ${cwd} ${trace}` }
  }
  const { path } = await startAgent(t, script)
  const request = requestFor(['n1'], {
    cwd: '/tmp',
    envs: { debugmode: '1' },
    hwctl: { events: 1, fanout: 3 },
  })
  const [first] = (await ask(path, request)).flatMap(({ event, events }) => events ?? event)
  assert.deepEqual(first, { kind: 'result', node: 'n1', value: '3 /tmp true' })
})

test('a node that lacks an attribute is told of, and the others go on', async (t) => {
  const { path } = await startAgent(t)
  const request = requestFor(['n1', 'n2'])
  const nodeinfo = { n1: request.nodeinfo.n1, n2: { bmc: '127.0.0.1', username: 'root' } }
  assert.deepEqual(lines(await ask(path, { ...request, nodeinfo })), [
    'error [n2] Unable to get attribute password',
    'info n1: stat',
  ])
})

test("a node that xCAT's broker has left out, and has told of, goes to its log only", async (t) => {
  const { path } = await startAgent(t)
  const { nodeinfo } = requestFor(['n1'])
  assert.deepEqual(lines(await ask(path, { ...requestFor(['n1', 'n2']), nodeinfo })), [
    'syslog n2: Unable to get node information: the request has none',
    'info n1: stat',
  ])
  const [only] = lines(await ask(path, { ...requestFor(['n2']), nodeinfo: {} }))
  assert.equal(only, 'error [n2] Unable to get node information: the request has none')
})

test('in events every node that was asked for has one outcome, and the counts add up', async (t) => {
  const { path } = await startAgent(t)
  const { nodeinfo } = requestFor(['n1'])
  const replies = await ask(path, { ...requestFor(['n1', 'n2']), nodeinfo, hwctl: { events: 1 } })
  const events = replies.flatMap(({ event, events }) => events ?? event ?? [])
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['failure', 'result', 'done'],
  )
  assert.deepEqual(events.at(-1), { kind: 'done', counts: { ok: 1, failed: 1, notRun: 0 } })
})

for (const [what, changes, text] of [
  ['a command that there is not', { command: 'renergy' }, 'command renergy is not supported'],
  ['a word that makes no sense', { args: ['bogus'] }, 'Unsupported command: rpower bogus'],
  ['no node', { nodes: [], nodeinfo: {} }, 'The request names no node'],
  ['--plan, which must never be carried out', { args: ['off', '--plan'] }, /--plan/],
] as const)
  test(`${what} is refused, in text and in events, and nothing runs`, async (t) => {
    const { path } = await startAgent(t, () => assert.fail('it runs'))
    const [line = '', ...more] = lines(await ask(path, requestFor(['n1'], changes)))
    assert.match(line, typeof text === 'string' ? new RegExp(`^error ${text}$`) : text)
    assert.deepEqual(more, [])
    const replies = await ask(path, { ...requestFor(['n1'], changes), hwctl: { events: 1 } })
    const kinds = replies.flatMap(({ event, events }) => events ?? event ?? []).map(({ kind }) => kind)
    assert.deepEqual(kinds, ['failure', 'done'])
  })

test('a time limit ends the run, and the client is told', async (t) => {
  const { path } = await startAgent(t, hang)
  const replies = await ask(path, requestFor(['n1'], { hwctl: { events: 1, timeout: 0.01 } }))
  const [failure] = replies.flatMap(({ event, events }) => events ?? event ?? [])
  assert.deepEqual(failure, {
    kind: 'failure',
    node: 'n1',
    error: { kind: 'cancelled', reason: 'the time limit of 0.01 s ran out', reached: true },
  })
})

test('an agent that stops ends its runs, tells its clients, and lets nobody in', async (t) => {
  const began = Promise.withResolvers<void>()
  const script: Script = (...run) => {
    began.resolve()
    return hang(...run)
  }
  const { path, server } = await startAgent(t, script)
  const client = await RawClient.open(path)
  const replies = client.send(requestFor(['n1'])).replies()
  await began.promise
  await Promise.all([server.close('the agent was told to stop'), replies])
  assert.deepEqual(lines(await replies), ['error [n1] Broken off: the agent was told to stop.'])
  await assert.rejects(RawClient.open(path), { code: 'ENOENT' })
})

test('a runner or a view that breaks is a failure, not the end of the agent', async (t) => {
  const script: Script = async function* ([node], _options, { words }) {
    if (words[0] === 'throw') throw new Error('out of order')
    if (node) yield { kind: 'result', node: node.name, value: Object.create(null) }
  }
  const { path } = await startAgent(t, script)
  assert.match(
    lines(await ask(path, requestFor(['n1'], { args: ['throw'] })))[0] ?? '',
    /error .*out of order/,
  )
  assert.match(lines(await ask(path, requestFor(['n1'])))[0] ?? '', /error .*TypeError/)
})

test('the log has counts and names, and nothing that a request holds', async (t) => {
  const { path, logged } = await startAgent(t)
  await ask(path, requestFor(['n1'], { args: ['another-s3cret'] }))
  await ask(path, requestFor(['n1'], { args: ['bogus', 's3cret'] }))
  await ask(path, '{"password": "s3cret')
  const log = logged.map((line) => JSON.parse(line))
  assert.deepEqual(
    log.map(({ msg }) => msg),
    ['request begins', 'request ends', 'request refused', 'request refused'],
  )
  assert.partialDeepStrictEqual(log[0], {
    module: 'openbmc',
    command: 'rpower',
    nodes: 1,
    call: 'power.getState',
  })
  assert.partialDeepStrictEqual(log[1], { ok: 1, failed: 0, notRun: 0 })
  assert.doesNotMatch(logged.join(''), /s3cret|n1/)
})
