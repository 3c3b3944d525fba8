import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { factsOf, HwctlError } from '../../src/core/errors.ts'
import { type Authentication, Session } from '../../src/rest/session.ts'
import { SessionPool } from '../../src/rest/session-pool.ts'
import { restTo, serve } from './web-server.ts'

const { signal } = new AbortController()
const get = { operation: 'look', method: 'GET', path: '/', signal } as const

/** A BMC that knows tokens: `/login` gives one, `/logout` ends it, anything else wants a live one. */
async function bmc(t: TestContext) {
  const live = new Set<string>()
  const seen: string[] = []
  const server = await serve((request, response) => {
    const token = String(request.headers['x-token'] ?? '')
    seen.push(`${request.url} ${token}`.trim())
    if (request.url === '/login') {
      const made = `t${seen.length}`
      live.add(made)
      return response.writeHead(200, { 'x-token': made }).end()
    }
    if (!live.has(token)) return response.writeHead(401).end()
    if (request.url === '/logout') live.delete(token)
    return response.end('{}')
  })
  t.after(() => server.close())
  return { live, seen, open: () => Session.open(restTo(server.endpoint), byToken, signal) }
}

const byToken: Authentication = {
  async login(rest, by) {
    const answer = await rest.request({ operation: 'login', method: 'POST', path: '/login', signal: by })
    if (answer.status !== 200) throw new HwctlError({ kind: 'unsupported', what: 'login' })
    return { headers: { 'x-token': String(answer.headers['x-token']) } }
  },
  async logout(rest, { headers }, by) {
    await rest.request({ operation: 'logout', method: 'POST', path: '/logout', headers, signal: by })
  },
}

describe('a session', () => {
  test('whose run ends before its login is on the wire ends at once: a moment later it might be', async (t) => {
    const server = await serve((_request, response) => response.end())
    t.after(() => server.close())
    const run = new AbortController()
    const begun = Promise.withResolvers<AbortSignal>()
    const opened = Session.open(
      restTo(server.endpoint),
      {
        login: (_rest, by) => {
          begun.resolve(by)
          return new Promise((_, reject) => by.addEventListener('abort', () => reject(new Error('ended'))))
        },
        logout: async () => undefined,
      },
      run.signal,
    )
    const login = await begun.promise
    run.abort('interrupted')
    assert.equal(login.aborted, true)
    await assert.rejects(opened)
  })

  test('logs in when opened and out when closed', async (t) => {
    const { open, live, seen } = await bmc(t)
    const session = await open()
    assert.equal((await session.request(get)).status, 200)
    await session.close()
    assert.deepEqual(seen, ['/login', '/ t1', '/logout t1'])
    assert.equal(live.size, 0)
  })

  test('that the BMC forgot is renewed once, for several requests at a time too', async (t) => {
    const { open, live, seen } = await bmc(t)
    const session = await open()
    live.clear()
    const answers = await Promise.all([session.request(get), session.request(get), session.request(get)])
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    )
    assert.equal(seen.filter((line) => line === '/login').length, 2)
    await session.close()
    assert.equal(live.size, 0)
  })

  test('that the BMC refuses again gives the 401 to who asked', async (t) => {
    const { open, live } = await bmc(t)
    const session = await open()
    live.add = () => live
    live.clear()
    assert.equal((await session.request(get)).status, 401)
    await session.close()
  })

  test('tries a new login after one that failed', async (t) => {
    const { open, live } = await bmc(t)
    const session = await open()
    live.clear()
    let refusals = 1
    const { login } = byToken
    t.mock.method(byToken, 'login', (...args: Parameters<typeof login>) =>
      refusals-- > 0 ? Promise.reject(new HwctlError({ kind: 'unsupported', what: 'now' })) : login(...args),
    )
    assert.equal(((await session.request(get).catch(factsOf)) as { kind: string }).kind, 'unsupported')
    assert.equal((await session.request(get)).status, 200)
    await session.close()
  })

  test('tells when it could not be ended, unless the BMC was known to go away', async (t) => {
    const { open } = await bmc(t)
    t.mock.method(byToken, 'logout', () => Promise.reject(new Error('gone')))
    const facts = await (await open()).close().catch(factsOf)
    assert.ok(facts?.kind === 'connect' && facts.phase === 'logout')
    const leaving = await open()
    leaving.expectLoss()
    await leaving.close()
  })
})

const ONE_SHOT = { maxOpen: 100, keepIdleMs: 0 }

describe('the pool', () => {
  test('shares one session among the nodes of a BMC; the last one logs out', async (t) => {
    const { open, live, seen } = await bmc(t)
    const pool = new SessionPool(ONE_SHOT)
    const leftOpen = () => assert.fail('left open')
    const borrowed = await Promise.all([1, 2, 3].map(() => pool.borrow('bmc', open, leftOpen)))
    assert.equal(live.size, 1)
    await borrowed[0]?.release()
    await borrowed[1]?.release()
    assert.equal(live.size, 1)
    await borrowed[2]?.release()
    assert.equal(live.size, 0)
    assert.deepEqual(seen, ['/login', '/logout t1'])
  })

  test('opens anew after one that could not be opened', async (t) => {
    const { open } = await bmc(t)
    const pool = new SessionPool(ONE_SHOT)
    await assert.rejects(
      pool.borrow(
        'bmc',
        () => Promise.reject(new Error('refused')),
        () => undefined,
      ),
      /refused/,
    )
    const { release } = await pool.borrow('bmc', open, () => undefined)
    await release()
  })

  test('says when a session may be left open', async (t) => {
    const { open } = await bmc(t)
    t.mock.method(byToken, 'logout', () => Promise.reject(new Error('gone')))
    const told: string[] = []
    const { release } = await new SessionPool(ONE_SHOT).borrow('bmc', open, (why) => told.push(why.kind))
    await release()
    assert.deepEqual(told, ['connect'])
  })
})
