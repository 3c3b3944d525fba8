import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { describe, type TestContext, test } from 'node:test'
import { factsOf } from '../../src/core/errors.ts'
import { restTo, serve } from './web-server.ts'

/** A stream at a server that answers so, and what is heard on it. */
async function opened(t: TestContext, answer: (response: ServerResponse) => void, firstByteMs = 30_000) {
  const seen: (string | undefined)[] = []
  const server = await serve((request, response) => {
    seen.push(request.url, request.headers.accept, request.headers['x-auth-token'] as string)
    answer(response)
  })
  const rest = restTo(server.endpoint, { limits: { firstByteMs } })
  t.after(async () => {
    await rest.close()
    await server.close()
  })
  const heard: string[] = []
  let look = () => {}
  const hear = (text: string) => {
    heard.push(text)
    look()
  }
  const stop = new AbortController()
  const opening = rest.events({
    operation: 'subscribe',
    path: '/sse',
    headers: { 'x-auth-token': 'abc' },
    signal: stop.signal,
    heard: hear,
    ended: () => hear('ended'),
  })
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      look = () => heard.length >= count && resolve()
      look()
    })
  return { opening, heard, until, seen, stop }
}

const headers = { 'content-type': 'text/event-stream; charset=utf-8' }

describe('Server-Sent Events', () => {
  test('are heard as they come, and their end', async (t) => {
    const { opening, heard, until, seen } = await opened(t, (response) => {
      response.writeHead(200, headers).write('data: a\n\n')
      setImmediate(() => response.end('data: b\n\n'))
    })
    await opening
    await until(3)
    assert.deepEqual(heard, ['a', 'b', 'ended'])
    assert.deepEqual(seen, ['/sse', 'text/event-stream', 'abc'])
  })

  test('a stream that is closed here ends, and one whose connection breaks', async (t) => {
    const one = await opened(t, (response) => response.writeHead(200, headers).flushHeaders())
    const stream = await one.opening
    stream.close()
    await one.until(1)
    const two = await opened(t, (response) => {
      response.writeHead(200, headers).flushHeaders()
      setTimeout(() => response.socket?.destroy(), 5)
    })
    await two.opening
    await two.until(1)
    assert.deepEqual([one.heard, two.heard], [['ended'], ['ended']])
  })

  for (const [status, kind] of [
    [401, 'bmc'],
    [404, 'bmc'],
    [503, 'bmc'],
    [200, 'malformed'],
  ] as const)
    test(`an answer of ${status} that is no stream is an error, ${kind}`, async (t) => {
      const { opening, heard } = await opened(t, (response) => response.writeHead(status).end('{}'))
      const facts = await opening.then(() => assert.fail(), factsOf)
      assert.equal(facts.kind, kind)
      assert.equal(facts.kind === 'bmc' && facts.status, kind === 'bmc' && status)
      assert.deepEqual(heard, [])
    })

  test('a server that never answers is given up, and so is one when the run ends', async (t) => {
    const silent = await opened(t, () => undefined, 20)
    const facts = await silent.opening.then(() => assert.fail(), factsOf)
    assert.equal(facts.kind === 'connect' && facts.reason, 'timeout waiting for the answer')
    const ended = await opened(t, () => ended.stop.abort('interrupted'))
    const why = await ended.opening.then(() => assert.fail(), factsOf)
    assert.deepEqual(why, { kind: 'cancelled', reason: 'interrupted', reached: true })
  })
})
