import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import net from 'node:net'
import { describe, type TestContext, test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { type ErrorFacts, factsOf } from '../../src/core/errors.ts'
import type { RestRequest } from '../../src/rest/request.ts'
import { memoryPins, noPause, restTo, serve, serveWithoutTls, type WebServer } from './web-server.ts'

const signal = new AbortController().signal
const get: RestRequest = { operation: 'look', method: 'GET', path: '/state', signal }
const put: RestRequest = { operation: 'switch', method: 'PUT', path: '/state', body: { data: 'Off' }, signal }

async function server(t: TestContext, listener: RequestListener): Promise<WebServer> {
  const started = await serve(listener)
  t.after(() => started.close())
  return started
}

function rest(t: TestContext, ...args: Parameters<typeof restTo>) {
  const made = restTo(...args)
  t.after(() => made.close())
  return made
}

async function failure(answer: Promise<unknown>): Promise<ErrorFacts> {
  return answer.then(() => assert.fail('no error'), factsOf)
}

describe('one exchange', () => {
  test('sends JSON and returns status, headers and parsed body, whatever the status', async (t) => {
    const { endpoint } = await server(t, (request, response) => {
      request.setEncoding('utf8').on('data', (body) => {
        response.writeHead(404, { 'content-type': 'application/json', 'x-token': 'abc' })
        response.end(JSON.stringify({ method: request.method, type: request.headers['content-type'], body }))
      })
    })
    const answer = await rest(t, endpoint).request(put)
    assert.equal(answer.status, 404)
    assert.equal(answer.headers['x-token'], 'abc')
    assert.deepEqual(answer.json, { method: 'PUT', type: 'application/json', body: '{"data":"Off"}' })
  })

  test('takes an empty body and one that is not JSON for what they are', async (t) => {
    const { endpoint } = await server(t, (request, response) => {
      if (request.url === '/empty') response.writeHead(204).end()
      else response.end('<html>')
    })
    const link = rest(t, endpoint)
    assert.deepEqual((await link.request({ ...get, path: '/empty' })).json, undefined)
    assert.equal((await link.request(get)).text, '<html>')
  })

  test('keeps the connection', async (t) => {
    const ports = new Set<number | undefined>()
    const { endpoint } = await server(t, (request, response) => {
      ports.add(request.socket.remotePort)
      response.end('{}')
    })
    const link = rest(t, endpoint)
    await link.request(get)
    await link.request(get)
    assert.equal(ports.size, 1)
  })

  test('resumes the TLS session when the BMC closes each connection, and still knows its certificate', async (t) => {
    const reused: boolean[] = []
    const { endpoint } = await server(t, (request, response) => {
      reused.push((request.socket as TLSSocket).isSessionReused())
      response.setHeader('connection', 'close').end('{}')
    })
    const pins = memoryPins()
    const link = rest(t, endpoint, { pins })
    await link.request(get)
    await link.request(get)
    assert.deepEqual(reused, [false, true])
    pins.set(endpoint.host, endpoint.port, 'AA:BB')
    assert.equal((await failure(link.request(get))).kind, 'trust')
  })

  test('follows a redirect of a reading request on the same BMC, never to another host, never of a write', async (t) => {
    const seen: string[] = []
    const { endpoint } = await server(t, (request, response) => {
      seen.push(`${request.method} ${request.url}`)
      if (request.url === '/away') response.writeHead(302, { location: 'https://127.0.0.2:1/x' }).end()
      else if (request.url === '/there') response.end('{"here":true}')
      else response.writeHead(308, { location: '/there' }).end()
    })
    const link = rest(t, endpoint)
    assert.deepEqual((await link.request(get)).json, { here: true })
    assert.equal((await link.request({ ...get, path: '/away' })).status, 302)
    assert.equal((await link.request(put)).status, 308)
    assert.deepEqual(seen, ['GET /state', 'GET /there', 'GET /away', 'PUT /state'])
  })
})

describe('limits', () => {
  test('a refused connection says host, port and reason', async (t) => {
    const { endpoint, close } = await serve(() => undefined)
    await close()
    assert.deepEqual(await failure(rest(t, endpoint).request({ ...get, phase: 'login' })), {
      kind: 'connect',
      host: endpoint.host,
      port: endpoint.port,
      reason: 'Connection refused',
      phase: 'login',
    })
  })

  test('a name that does not resolve says so', async (t) => {
    const facts = await failure(
      rest(t, { host: 'no-such-bmc.invalid', port: 443, tls: 'pin', tlsLevel: 2 }).request(get),
    )
    assert.ok(facts.kind === 'connect')
    assert.match(facts.reason, /name/i)
  })

  test('a BMC that takes the connection and never finishes TLS', async (t) => {
    const silent = net.createServer(() => undefined).listen(0, '127.0.0.1')
    t.after(() => silent.close())
    await once(silent, 'listening')
    const { port } = silent.address() as net.AddressInfo
    const link = rest(t, { host: '127.0.0.1', port, tls: 'pin', tlsLevel: 2 }, { limits: { tlsMs: 50 } })
    const facts = await failure(link.request(get))
    assert.ok(facts.kind === 'connect')
    assert.equal(facts.reason, 'timeout in the TLS handshake')
  })

  test('a BMC that does not speak TLS', async (t) => {
    const plain = await serveWithoutTls((_request, response) => response.end('{}'))
    t.after(() => plain.close())
    const facts = await failure(rest(t, plain.endpoint).request(get))
    assert.ok(facts.kind === 'connect')
    assert.match(facts.reason, /^TLS: |reset/)
  })

  test('a BMC that never answers; a write is then of unknown outcome', async (t) => {
    const { endpoint } = await server(t, () => undefined)
    const facts = await failure(rest(t, endpoint, { limits: { firstByteMs: 50 } }).request(put))
    assert.deepEqual(facts, {
      kind: 'connect',
      host: endpoint.host,
      port: endpoint.port,
      reason: 'timeout waiting for the answer',
      phase: 'request',
      outcomeUnknown: true,
    })
  })

  test('a BMC that stops in the middle of its answer', async (t) => {
    const { endpoint } = await server(
      t,
      (_request, response) => void response.writeHead(200).write('{"half":'),
    )
    const facts = await failure(rest(t, endpoint, { limits: { bodyMs: 50 } }).request(get))
    assert.ok(facts.kind === 'connect')
    assert.equal(facts.reason, 'timeout in the middle of the answer')
  })

  test('a BMC whose pieces keep coming, slowly, for ever', async (t) => {
    const { endpoint } = await server(t, (_request, response) => {
      const timer = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(timer))
    })
    const facts = await failure(rest(t, endpoint, { limits: { wholeBodyMs: 200 } }).request(get))
    assert.ok(facts.kind === 'connect')
    assert.equal(facts.reason, 'timeout in the middle of the answer')
  })

  test('an answer larger than 16 MiB is refused', async (t) => {
    const { endpoint } = await server(t, (_request, response) =>
      response.end(Buffer.alloc(17 * 1024 * 1024, 32)),
    )
    const facts = await failure(rest(t, endpoint).request(get))
    assert.ok(facts.kind === 'malformed')
    assert.match(facts.problem, /larger than 16 MiB/)
  })
})

describe('retries', () => {
  for (const status of [503, 429])
    test(`a ${status} to a reading request is put off as long as the BMC asks, three times at most`, async (t) => {
      let requests = 0
      const { endpoint } = await server(t, (_request, response) => {
        requests += 1
        response.writeHead(status, { 'retry-after': '2' }).end()
      })
      const pauses: number[] = []
      assert.equal((await rest(t, endpoint, { retry: noPause(pauses) }).request(get)).status, status)
      assert.equal(requests, 4)
      assert.deepEqual(pauses, [2000, 2000, 2000])
    })

  test('a BMC that wants minutes is not waited for', async (t) => {
    const { endpoint } = await server(t, (_request, response) =>
      response.writeHead(503, { 'retry-after': '600' }).end(),
    )
    const pauses: number[] = []
    assert.equal((await rest(t, endpoint, { retry: noPause(pauses) }).request(get)).status, 503)
    assert.deepEqual(pauses, [])
  })

  test('a write is sent once: not again after 503, not again after a reset', async (t) => {
    let requests = 0
    const { endpoint } = await server(t, (request, response) => {
      requests += 1
      if (request.url === '/reset') request.socket.destroy()
      else response.writeHead(503, { 'retry-after': '0' }).end()
    })
    const link = rest(t, endpoint)
    assert.equal((await link.request(put)).status, 503)
    const facts = await failure(link.request({ ...put, path: '/reset' }))
    assert.ok(facts.kind === 'connect' && facts.outcomeUnknown)
    assert.equal(facts.reason, 'Connection reset by peer')
    assert.equal(requests, 2)
  })

  test('a reading request that was reset is sent again, once', async (t) => {
    let requests = 0
    const { endpoint } = await server(t, (request, response) => {
      requests += 1
      if (requests === 1 || request.url === '/always') request.socket.destroy()
      else response.end('{}')
    })
    const link = rest(t, endpoint)
    assert.equal((await link.request(get)).status, 200)
    assert.equal((await failure(link.request({ ...get, path: '/always' }))).kind, 'connect')
    assert.equal(requests, 4)
  })

  test('a write that met no connection was not sent, and is not called unknown', async (t) => {
    const { endpoint, close } = await serve(() => undefined)
    await close()
    const facts = await failure(rest(t, endpoint).request(put))
    assert.ok(facts.kind === 'connect')
    assert.equal(facts.outcomeUnknown, undefined)
  })
})

describe('cancelling', () => {
  for (const [request, outcomeUnknown] of [
    [get, undefined],
    [put, true],
  ] as const)
    test(`breaks a ${request.method} off on the wire and says so`, async (t) => {
      const controller = new AbortController()
      const { endpoint } = await server(t, () => controller.abort('interrupted'))
      const facts = await failure(rest(t, endpoint).request({ ...request, signal: controller.signal }))
      assert.deepEqual(facts, {
        kind: 'cancelled',
        reason: 'interrupted',
        reached: true,
        ...(outcomeUnknown && { outcomeUnknown }),
      })
    })
})

describe('cancelling while a connection is being made', () => {
  test('ends at once, and what was not sent is not called unknown', async (t) => {
    const controller = new AbortController()
    const silent = net.createServer(() => controller.abort('interrupted')).listen(0, '127.0.0.1')
    t.after(() => silent.close())
    await once(silent, 'listening')
    const { port } = silent.address() as net.AddressInfo
    const link = rest(t, { host: '127.0.0.1', port, tls: 'pin', tlsLevel: 2 })
    assert.deepEqual(await failure(link.request({ ...put, signal: controller.signal })), {
      kind: 'cancelled',
      reason: 'interrupted',
      reached: true,
    })
  })

  test('leaves no connection attempt behind when it is closed', async (t) => {
    const silent = net.createServer().listen(0, '127.0.0.1')
    t.after(() => silent.close())
    await once(silent, 'listening')
    const { port } = silent.address() as net.AddressInfo
    const link = rest(t, { host: '127.0.0.1', port, tls: 'pin', tlsLevel: 2 })
    const pending = failure(link.request(get))
    const [socket] = (await once(silent, 'connection')) as [net.Socket]
    const closed = once(socket.on('error', () => undefined).resume(), 'close')
    await link.close()
    await closed
    assert.equal((await pending).kind, 'connect')
  })
})

describe('trust', () => {
  test('a certificate is remembered when first met, and another one refused without sending anything', async (t) => {
    const pins = memoryPins()
    let requests = 0
    const first = await server(t, (_request, response) => response.end(`${++requests}`))
    const { host, port } = first.endpoint
    await rest(t, first.endpoint, { pins }).request(get)
    assert.match(pins.get(host, port) ?? '', /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    await rest(t, first.endpoint, { pins }).request(get)

    const changed = memoryPins({ [`${host}:${port}`]: 'AA:BB' })
    const facts = await failure(rest(t, first.endpoint, { pins: changed }).request(get))
    assert.ok(facts.kind === 'trust')
    assert.equal(facts.expected, 'AA:BB')
    assert.equal(facts.found, pins.get(host, port))
    assert.equal(requests, 2)
  })

  test('with tls=ca a self-signed certificate is refused, with tls=off it is not looked at', async (t) => {
    const { endpoint } = await server(t, (_request, response) => response.end('{}'))
    const pins = memoryPins()
    const facts = await failure(rest(t, { ...endpoint, tls: 'ca' }, { pins }).request(get))
    assert.ok(facts.kind === 'trust')
    assert.match(facts.reason, /SELF_SIGNED|self-signed/i)
    assert.equal((await rest(t, { ...endpoint, tls: 'off' }, { pins }).request(get)).status, 200)
    assert.deepEqual(pins.known, {})
  })
})
