import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { reset, service, systems } from './service.ts'

const TYPES = ['On', 'ForceOff', 'GracefulShutdown']
const INFO = { Parameters: [{ Name: 'ResetType', AllowableValues: TYPES }] }

describe('several systems behind one BMC', () => {
  test('are each sent their own reset, also where they share one ActionInfo', async (t) => {
    const { ask, node, writes, open } = await service(t, {
      ...systems({ A: { PowerState: 'On', ...reset('A') }, B: { PowerState: 'On', ...reset('B') } }),
      '/redfish/v1/ResetActionInfo': INFO,
    })
    await ask('rpower off', [node('nA', { system: 'A' }), node('nB', { system: 'B' })])
    assert.deepEqual(writes().sort(), [
      'POST /redfish/v1/Systems/A/Actions/ComputerSystem.Reset {"ResetType":"ForceOff"}',
      'POST /redfish/v1/Systems/B/Actions/ComputerSystem.Reset {"ResetType":"ForceOff"}',
    ])
    assert.equal(open.size, 0)
  })

  test('share one session', async (t) => {
    const { ask, node, seen } = await service(
      t,
      systems({ A: { PowerState: 'On' }, B: { PowerState: 'Off' } }),
    )
    const { lines } = await ask('rpower stat', [node('nA', { system: 'A' }), node('nB', { system: 'B' })])
    assert.deepEqual(lines.sort(), ['nA: on', 'nB: off'])
    assert.equal(seen.filter((line) => line.startsWith('POST')).length, 1)
  })

  test('whose node has another password do not get the session that is open', async (t) => {
    const { ask, node, seen } = await service(t, systems({ A: { PowerState: 'On' } }))
    const { Secret } = await import('../../../src/core/node.ts')
    await ask('rpower stat', [node('n1'), node('n2', { password: new Secret('another') })])
    assert.equal(seen.filter((line) => line.startsWith('POST')).length, 2)
  })
})

describe('a chassis that stays on', () => {
  const tree = () => {
    const system = {
      PowerState: 'Off',
      Links: { Chassis: [{ '@odata.id': '/redfish/v1/Chassis/1' }] },
      ...reset('1', TYPES),
    }
    return { ...systems({ '1': system }), '/redfish/v1/Chassis/1': { PowerState: 'On' } }
  }

  test('is told by stat, and does not keep a node from being booted', async (t) => {
    const { ask, writes } = await service(t, tree())
    assert.deepEqual((await ask('rpower stat')).lines, ['n1: on (Chassis)'])
    assert.deepEqual((await ask('rpower boot')).lines, ['n1: reset'])
    assert.deepEqual(writes(), ['POST /redfish/v1/Systems/1/Actions/ComputerSystem.Reset {"ResetType":"On"}'])
  })

  test('does not keep off from being confirmed', async (t) => {
    const { ask } = await service(t, tree())
    assert.deepEqual((await ask('rpower off --wait=5')).lines, ['n1: off'])
  })

  test('or cannot be read says nothing about the system', async (t) => {
    const { ask } = await service(t, tree(), ({ path }) =>
      path.includes('Chassis') ? { status: 403 } : undefined,
    )
    assert.deepEqual((await ask('rpower stat')).lines, ['n1: off'])
  })
})

describe('a reset that is refused', () => {
  const PSU501 = {
    error: {
      '@Message.ExtendedInfo': [
        {
          MessageId: 'IDRAC.2.8.PSU501',
          Message: 'Server is already powered ON.',
          Resolution: 'No response action is required.',
        },
      ],
    },
  }
  const ask = async (t: Parameters<typeof service>[0], words: string, state: string, status: number) => {
    const tree = systems({ '1': { PowerState: state, ...reset('1', TYPES) } })
    const asked = await service(t, tree, ({ method, path }) =>
      method === 'POST' && path.includes('Reset') ? { status, body: PSU501 } : undefined,
    )
    return { ...(await asked.ask(words)), requests: asked.requests() }
  }

  for (const [words, state, line] of [
    ['rpower on', 'On', 'n1: on'],
    ['rpower on', 'PoweringOn', 'n1: on'],
    ['rpower off', 'Off', 'n1: off'],
    ['rpower softoff', 'Off', 'n1: softoff'],
    ['rpower softoff', 'PoweringOff', 'n1: softoff'],
  ] as const)
    for (const status of [409, 400])
      test(`${words}, by ${status}, is done where the machine is ${state}, which is read after it`, async (t) => {
        const { lines, errors, requests } = await ask(t, words, state, status)
        assert.deepEqual([lines, errors], [[line], []])
        assert.equal(requests.filter((one) => one.startsWith('POST')).length, 1)
        assert.equal(requests.at(-1), 'GET /redfish/v1/Systems/1')
      })

  for (const [words, state, status] of [
    ['rpower on', 'Off', 409],
    ['rpower on', 'PoweringOff', 409],
    ['rpower off', 'On', 409],
    ['rpower off', 'PoweringOff', 409],
    ['rpower softoff', 'On', 400],
    ['rpower on', 'On', 403],
    ['rpower on', 'On', 500],
  ] as const)
    test(`${words}, by ${status}, is an error where the machine is ${state}`, async (t) => {
      const { lines, errors } = await ask(t, words, state, status)
      assert.deepEqual(lines, [])
      const [error] = errors
      assert.ok(error?.kind === 'bmc' && error.status === status, JSON.stringify(error))
      assert.equal(error.message, 'Server is already powered ON.')
    })
})

describe('null', () => {
  test('may stand anywhere', async (t) => {
    const system = {
      Id: null,
      PowerState: 'Off',
      Boot: null,
      Status: null,
      Links: { Chassis: null, ManagedBy: [{}, null] },
      Actions: { '#ComputerSystem.Reset': null },
    }
    const { ask } = await service(t, systems({ '1': system }))
    assert.deepEqual((await ask('rpower stat')).lines, ['n1: off'])
    assert.equal((await ask('rpower on')).errors[0]?.kind, 'unsupported')
    assert.equal((await ask('rpower bmcstate')).errors[0]?.kind, 'unsupported')
  })

  test('as power state is told as such', async (t) => {
    const { ask } = await service(t, systems({ '1': { PowerState: null } }))
    assert.deepEqual((await ask('rpower stat')).lines, ['n1: Unexpected host state=None'])
  })
})

describe('a restart of off and on', () => {
  const machine = (t: Parameters<typeof service>[0], whileOff: () => { status: number } | undefined) => {
    let state = 'On'
    let looks = 0
    return service(t, systems({ '1': { ...reset('1', TYPES) } }), ({ method, path, body }) => {
      if (method === 'POST' && path.includes('Reset')) {
        state = JSON.stringify(body).includes('ForceOff') ? 'Off' : 'On'
        return undefined
      }
      if (method !== 'GET' || path !== '/redfish/v1/Systems/1') return undefined
      if (state === 'Off' && looks++ === 0) return whileOff()
      return { status: 200, body: { PowerState: state, ...reset('1', TYPES) } }
    })
  }

  test('goes on after an answer that failed in between', async (t) => {
    const { ask, writes } = await machine(t, () => ({ status: 500 }))
    assert.deepEqual((await ask('rpower reset')).lines, ['n1: reset'])
    assert.equal(writes().length, 2)
  })

  test('that is broken off says that the node was left off', async (t) => {
    const controller = new AbortController()
    const { ask, node, writes } = await machine(t, () => {
      controller.abort('interrupted')
      return { status: 500 }
    })
    const { lines, errors } = await ask('rpower reset', [node()], controller.signal)
    assert.equal(errors[0]?.kind, 'cancelled')
    assert.match(lines.join(), /power-on was not: the node stays off/)
    assert.equal(writes().length, 1)
  })
})

describe('a BMC that reboots', () => {
  const tree = {
    ...systems({ '1': { Links: { ManagedBy: [{ '@odata.id': '/redfish/v1/Managers/1' }] } } }),
    '/redfish/v1/Managers/1': {
      Actions: { '#Manager.Reset': { target: '/redfish/v1/Managers/1/Actions/Manager.Reset' } },
    },
  }

  test('without an answer, by closing the connection, has done so, and that is said', async (t) => {
    const { ask, open } = await service(t, tree, ({ path }) =>
      path.endsWith('Manager.Reset') ? 'close' : undefined,
    )
    const { lines } = await ask('rpower bmcreboot')
    assert.deepEqual(lines, [
      'n1: The BMC closed the connection without an answer, as one that restarts may do',
      'n1: BMC reboot',
    ])
    open.clear()
  })

  test('but refuses has not', async (t) => {
    const { ask } = await service(t, tree, ({ path }) =>
      path.endsWith('Manager.Reset') ? { status: 403 } : undefined,
    )
    assert.equal((await ask('rpower bmcreboot')).errors[0]?.kind, 'bmc')
  })
})
