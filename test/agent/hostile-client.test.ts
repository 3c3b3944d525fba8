import assert from 'node:assert/strict'
import { endianness } from 'node:os'
import { test } from 'node:test'
import { frame } from '../../src/edges/xcat/frame.ts'
import { echo, hang, type Script } from './fake-runner.ts'
import { ask, lines, RawClient, requestFor, startAgent } from './fixture.ts'

function lengthOf(length: number): Buffer {
  const bytes = Buffer.alloc(4)
  if (endianness() === 'LE') bytes.writeInt32LE(length)
  else bytes.writeInt32BE(length)
  return bytes
}

/** Every hostile client has one beside it that wants its answer. */
async function othersAreServed(path: string): Promise<void> {
  assert.deepEqual(lines(await ask(path, requestFor(['n9']))), ['info n9: stat'])
}

test('one that sends nothing is told off after a while', async (t) => {
  const { path } = await startAgent(t, echo, { requestMs: 30 })
  const client = await RawClient.open(path)
  assert.deepEqual(lines(await client.replies()), ['error No whole request came within 0.03 seconds'])
  await othersAreServed(path)
})

test('one that sends a byte now and then does not gain time by it', async (t) => {
  const { path } = await startAgent(t, echo, { requestMs: 30 })
  const client = await RawClient.open(path)
  client.socket.write(lengthOf(1000).subarray(0, 3))
  assert.deepEqual(lines(await client.replies()), ['error No whole request came within 0.03 seconds'])
})

test('one that says nothing and leaves is nobody', async (t) => {
  const { path, logged } = await startAgent(t)
  const client = await RawClient.open(path)
  client.hangUp()
  await othersAreServed(path)
  assert.equal(logged.length, 2)
})

for (const [what, bytes, text] of [
  ['half a length', lengthOf(10).subarray(0, 2), 'The request ended in the middle'],
  ['half a frame', frame('{"command": 1}').subarray(0, 9), 'The request ended in the middle'],
  ['a length of 2 GB', lengthOf(2_147_483_647), /^A frame of 2147483647 bytes is not read here/],
  ['a negative length', lengthOf(-5), /^A frame of -5 bytes is not read here/],
  [
    'a length of 2 GB and a lot more',
    Buffer.concat([lengthOf(2_147_483_647), Buffer.alloc(1 << 20)]),
    /2147483647/,
  ],
  ['bad JSON', frame('{"command"'), 'The request is not JSON'],
  ['no object', frame('[1]'), 'The request is not a JSON object'],
  ['a wrong type', frame(JSON.stringify(requestFor([], { nodes: 7 }))), /^The request is not right: nodes: /],
  [
    'wrong args',
    frame(JSON.stringify(requestFor(['n1'], { args: [{}] }))),
    /^The request is not right: args\.0: /,
  ],
  [
    'an unknown module',
    frame(JSON.stringify(requestFor(['n1'], { module: 'x' }))),
    'Could not find manager for x',
  ],
  [
    'an unknown command',
    frame(JSON.stringify(requestFor(['n1'], { command: '__proto__' }))),
    'command __proto__ is not supported',
  ],
] as const)
  test(`one that sends ${what} gets an answer, and others theirs`, async (t) => {
    const { path } = await startAgent(t)
    const client = await RawClient.open(path)
    client.socket.end(bytes)
    const [reply, ...more] = await client.replies()
    assert.equal(reply?.msg?.type, 'error')
    if (typeof text === 'string') assert.equal(reply.msg.data, text)
    else assert.match(reply.msg.data, text)
    assert.deepEqual(more, [])
    await othersAreServed(path)
  })

test('one that hangs up in the middle has its run ended, and others have theirs', async (t) => {
  const begun = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<unknown>()
  const goOn = Promise.withResolvers<void>()
  const script: Script = async function* (nodes, options, invocation) {
    if (invocation.words[0] === 'slow') await goOn.promise
    else {
      options.signal.addEventListener('abort', () => ended.resolve(options.signal.reason))
      begun.resolve()
    }
    yield* invocation.words[0] === 'slow'
      ? echo(nodes, options, invocation)
      : hang(nodes, options, invocation)
  }
  const { path } = await startAgent(t, script)
  const other = await RawClient.open(path)
  const answer = other.send(requestFor(['n2'], { args: ['slow'] })).replies()
  const client = await RawClient.open(path)
  client.send(requestFor(['n1']))
  await begun.promise
  client.hangUp()
  assert.equal(await ended.promise, 'the client is gone')
  goOn.resolve()
  assert.deepEqual(lines(await answer), ['info n2: slow'])
})

test('one that sends its request and hangs up at once starts nothing that lasts', async (t) => {
  const ended = Promise.withResolvers<unknown>()
  const script: Script = (nodes, options, invocation) => {
    if (options.signal.aborted) ended.resolve(options.signal.reason)
    options.signal.addEventListener('abort', () => ended.resolve(options.signal.reason))
    return hang(nodes, options, invocation)
  }
  const { path } = await startAgent(t, script)
  const client = await RawClient.open(path)
  client.socket.end(frame(JSON.stringify(requestFor(['n1']))), () => client.hangUp())
  assert.equal(await ended.promise, 'the client is gone')
})

for (const form of ['text', 'events'] as const)
  test(`one that reads slowly makes its run wait, not the agent's memory grow (${form})`, async (t) => {
    const count = 3000
    let said = 0
    const script: Script = async function* ([node], options, invocation) {
      if (!node || node.name === 'n9') return yield* echo(node ? [node] : [], options, invocation)
      for (; said < count; said++) yield { kind: 'note', node: node.name, note: 'x'.repeat(10_000) }
      yield { kind: 'result', node: node.name, value: 'at last' }
    }
    const { path } = await startAgent(t, script)
    const client = await RawClient.open(path)
    client.send(requestFor(['n1'], form === 'events' ? { hwctl: { events: 1 } } : {}))
    for (let others = 0; others < 5; others++) await othersAreServed(path)
    assert.ok(said > 0 && said < count / 2, `${said} of ${count} were said to nobody`)
    const replies = await client.replies()
    const told = form === 'text' ? replies : replies.flatMap(({ event, events }) => events ?? event ?? [])
    assert.equal(told.length, form === 'text' ? count + 1 : count + 2)
  })

test('fifty at once get their own answers', async (t) => {
  const { path } = await startAgent(t)
  const names = Array.from({ length: 50 }, (_, index) => `n${index}`)
  const answers = await Promise.all(
    names.map((name) => ask(path, requestFor([name], { args: [`for-${name}`] }))),
  )
  assert.deepEqual(
    answers.map(lines),
    names.map((name) => [`info ${name}: for-${name}`]),
  )
})

test('one that goes on sending after its request is answered all the same', async (t) => {
  const { path } = await startAgent(t)
  const client = await RawClient.open(path)
  client.send(requestFor(['n1'])).send(requestFor(['n2']))
  client.socket.write(Buffer.alloc(1 << 20))
  assert.deepEqual(lines(await client.replies()), ['info n1: stat'])
})

test('one that never reads does not keep an agent from stopping', async (t) => {
  const said = Promise.withResolvers<void>()
  const script: Script = async function* ([node]) {
    for (let count = 0; node && count < 100; count++) {
      said.resolve()
      yield { kind: 'note', node: node.name, note: 'x'.repeat(20_000) }
    }
  }
  const { path, server } = await startAgent(t, script, { stopMs: 30 })
  const client = await RawClient.open(path)
  client.send(requestFor(['n1']))
  await said.promise
  await server.close('the agent was told to stop')
  client.hangUp()
})
