// What fuzzing and faults have found, each once more by itself.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { type TestContext, test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { inProcessRunner } from '../../src/broker/runners/in-process.ts'
import { interruption } from '../../src/cli/interruption.ts'
import { type ErrorFacts, factsOf, HwctlError } from '../../src/core/errors.ts'
import { type NodeName, Secret } from '../../src/core/node.ts'
import { errorText } from '../../src/edges/error-text.ts'
import { pathIn } from '../../src/hwctl/redfish/client/location.ts'
import { type Authentication, Session } from '../../src/rest/session.ts'
import { memoryPins, restTo, serve } from '../rest/web-server.ts'

const { signal } = new AbortController()
const get = { operation: 'look', method: 'GET', path: '/x', signal } as const
const put = { operation: 'switch', method: 'PUT', path: '/x', body: {}, signal } as const

async function restOf(t: TestContext, listener: RequestListener) {
  const server = await serve(listener)
  t.after(() => server.close())
  const rest = restTo(server.endpoint)
  t.after(() => rest.close())
  return rest
}

async function failure(answer: Promise<unknown>): Promise<ErrorFacts> {
  return answer.then(() => assert.fail('no error'), factsOf)
}

test('a redirect to what is no URL is an answer like any other', async (t) => {
  const rest = await restOf(t, (_request, response) =>
    response.writeHead(302, { location: 'https://[' }).end(),
  )
  assert.equal((await rest.request(get)).status, 302)
})

test('a Location is a path, a URL, or nothing to go by', () => {
  assert.equal(pathIn('/redfish/v1/T/1?a=b'), '/redfish/v1/T/1?a=b')
  assert.equal(pathIn('https://bmc.example/redfish/v1/T/1'), '/redfish/v1/T/1')
  assert.equal(pathIn('https://['), undefined)
})

test('what is not HTTP is said to be so in words, and a write that met it is of unknown outcome', async (t) => {
  const rest = await restOf(t, ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.2\r\n\r\n'))
  for (const request of [get, put]) {
    const facts = await failure(rest.request(request))
    assert.ok(facts.kind === 'malformed', facts.kind)
    assert.match(facts.problem, /^not a valid HTTP answer \(Expected HTTP/)
    assert.equal(facts.outcomeUnknown, request === put || undefined)
    assert.equal(/It is not known whether/.test(errorText(facts)), request === put)
  }
})

test('a path that cannot be asked for is a fault of the BMC that named it, and nothing was sent', async (t) => {
  const rest = await restOf(t, (_request, response) => response.end())
  const facts = await failure(rest.request({ ...put, path: 'no/slash' }))
  assert.ok(facts.kind === 'malformed')
  assert.match(facts.problem, /cannot be sent/)
  assert.equal(facts.outcomeUnknown, undefined)
})

test('a web page in answer to a reset is no success, and its outcome is unknown', async (t) => {
  const system = '/redfish/v1/Systems/1'
  const target = `${system}/Actions/ComputerSystem.Reset`
  const tree: Readonly<Record<string, unknown>> = {
    '/redfish/v1/': { Systems: { '@odata.id': '/redfish/v1/Systems' } },
    '/redfish/v1/Systems': { Members: [{ '@odata.id': system }] },
    [system]: { PowerState: 'On', Actions: { '#ComputerSystem.Reset': { target } } },
  }
  const { endpoint, close } = await serve(({ url = '' }, response) => {
    response.end(url in tree ? JSON.stringify(tree[url]) : '<html>Welcome</html>')
  })
  t.after(close)
  const runner = inProcessRunner({ pins: memoryPins() })
  t.after(() => runner.close())
  const node = {
    name: 'n1' as NodeName,
    protocol: 'redfish',
    bmc: endpoint.host,
    port: endpoint.port,
  } as const
  const access = { username: 'root', password: new Secret('x'), tls: 'pin', tlsLevel: 2 } as const
  const { invocation } = await parse('rpower', ['off'])
  const options = { signal, fanout: 1, cwd: '/', trace: false }
  const events = await Array.fromAsync(runner.run(invocation, [{ ...node, ...access }], options))
  const { host, port } = endpoint
  const problem = { host, port, path: target, problem: 'not JSON', outcomeUnknown: true }
  assert.deepEqual(events[0], { kind: 'failure', node: 'n1', error: { kind: 'malformed', ...problem } })
})

test('a login that waits to be tried again is not made any more once the run has ended', async (t) => {
  const asked: string[] = []
  const refused = Promise.withResolvers<void>()
  const server = await serve((request, response) => {
    asked.push(String(request.url))
    response.writeHead(503, { 'retry-after': '1' }).end(() => refused.resolve())
  })
  t.after(() => server.close())
  const waiting = Promise.withResolvers<void>()
  const sleep = async (_ms: number, by: AbortSignal) => {
    waiting.resolve()
    if (!by.aborted) await once(by, 'abort')
    throw by.reason
  }
  const rest = restTo(server.endpoint, { retry: { tries: 3, pauseMs: 1, maxPauseMs: 15_000, sleep } })
  const login: Authentication = {
    async login(over, by) {
      await over.request({ operation: 'login', method: 'POST', path: '/login', repeatable: true, signal: by })
      throw new HwctlError({ kind: 'unsupported', what: 'login' })
    },
    logout: async () => undefined,
  }
  const run = new AbortController()
  const opening = failure(Session.open(rest, login, run.signal))
  await Promise.all([refused.promise, waiting.promise])
  run.abort('interrupted')
  assert.equal((await opening).kind, 'cancelled')
  assert.deepEqual(asked, ['/login'])
})

test('the first Ctrl-C after the time ran out does not end the process while sessions are being ended', async () => {
  using stop = interruption(1)
  if (!stop.signal.aborted) await once(stop.signal, 'abort')
  process.emit('SIGINT') // would end this process
  assert.equal(stop.signal.reason, 'the time limit of 0.001 s ran out')
})
