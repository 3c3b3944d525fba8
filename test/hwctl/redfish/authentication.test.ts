import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { service, systems } from './service.ts'

const SYSTEM = systems({ '1': { PowerState: 'On' } })
const SESSIONS = '/redfish/v1/SessionService/Sessions'

describe('a session', () => {
  test('that is only good for changing the password is ended, and the way out is told', async (t) => {
    const deleted: string[] = []
    const { ask } = await service(t, SYSTEM, ({ method, path }) => {
      if (method === 'DELETE') deleted.push(path)
      if (method !== 'POST' || path !== SESSIONS) return undefined
      const body = {
        '@Message.ExtendedInfo': [{ MessageId: 'Base.1.8.PasswordChangeRequired', Message: 'Change it.' }],
      }
      return { status: 201, headers: { 'x-auth-token': 't', location: `${SESSIONS}/9` }, body }
    })
    const [error] = (await ask('rpower stat')).errors
    assert.ok(error?.kind === 'login' && error.passwordChangeRequired)
    assert.deepEqual(deleted, [`${SESSIONS}/9`])
  })

  test('that is refused for want of privilege is not left behind by the second login', async (t) => {
    const { ask, open } = await service(t, SYSTEM, ({ path }) =>
      path.startsWith('/redfish/v1/Systems') ? { status: 401 } : undefined,
    )
    const [error] = (await ask('rpower stat')).errors
    assert.ok(error?.kind === 'bmc' && error.status === 401)
    assert.equal(open.size, 0)
  })

  test('whose login is on the wire when the run is ended is ended too', async (t) => {
    const controller = new AbortController()
    const { ask, node, open, seen } = await service(t, SYSTEM, ({ method, path }) => {
      if (method === 'POST' && path === SESSIONS) controller.abort('interrupted')
      return undefined
    })
    const { errors } = await ask('rpower stat', [node()], controller.signal)
    assert.equal(errors[0]?.kind, 'cancelled')
    assert.equal(open.size, 0)
    assert.ok(seen.some((line) => line.startsWith('DELETE')))
  })

  test('that could not be ended is told as such', async (t) => {
    const { ask, open } = await service(t, SYSTEM, ({ method }) =>
      method === 'DELETE' ? { status: 500 } : undefined,
    )
    const { lines, warnings } = await ask('rpower stat')
    assert.deepEqual(lines, ['n1: on'])
    assert.ok(warnings[0]?.kind === 'connect' && warnings[0].phase === 'logout')
    assert.match(warnings[0].reason, /500/)
    open.clear()
  })
})

describe('Basic authentication', () => {
  test('is used where no session service answers, and a wrong password is sent once a request', async (t) => {
    const { ask, seen } = await service(t, SYSTEM, ({ method, path }) => {
      if (method === 'POST' && path === SESSIONS) return { status: 404 }
      return path === '/redfish/v1/Systems' ? { status: 401 } : undefined
    })
    assert.equal((await ask('rpower stat')).errors[0]?.kind, 'bmc')
    assert.equal(seen.filter((line) => line === 'GET /redfish/v1/Systems').length, 1)
  })
})

describe('protocol=auto', () => {
  test('does not take a busy BMC for one that speaks nothing', async (t) => {
    const { ask, node } = await service(t, SYSTEM, () => ({ status: 500 }))
    const { errors, events } = await ask('rpower stat', [node('n1', { protocol: 'auto' })])
    assert.ok(errors[0]?.kind === 'bmc' && errors[0].status === 500)
    assert.ok(!events.some((event) => event.kind === 'learned'))
  })

  test('remembers what it found', async (t) => {
    const { ask, node } = await service(t, SYSTEM)
    const { events } = await ask('rpower stat', [node('n1', { protocol: 'auto' })])
    assert.deepEqual(events[0], { kind: 'learned', node: 'n1', protocol: 'redfish' })
  })
})
