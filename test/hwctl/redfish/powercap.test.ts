import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { service, systems } from './service.ts'

const CHASSIS = '/redfish/v1/Chassis/1'
const at = (path: string) => ({ '@odata.id': `${CHASSIS}/${path}` })

/** One system in one chassis with these links. */
function machineWith(...links: string[]): Record<string, unknown> {
  return {
    ...systems({ '1': { Links: { Chassis: [{ '@odata.id': CHASSIS }] } } }),
    [CHASSIS]: { Id: '1', ...Object.fromEntries(links.map((name) => [name, at(name)])) },
  }
}

describe('rpowercap of a service with the new forms', () => {
  const LIMIT = { SetPoint: 500, ControlMode: 'Automatic', AllowableMin: 150, AllowableMax: 1000 }

  test('EnvironmentMetrics come before all others', async (t) => {
    const tree = {
      ...machineWith('Power', 'Controls', 'EnvironmentMetrics'),
      [`${CHASSIS}/EnvironmentMetrics`]: { PowerLimitWatts: LIMIT, PowerWatts: { Reading: 374 } },
    }
    const { ask, writes } = await service(t, tree, changing(tree, `${CHASSIS}/EnvironmentMetrics`))
    assert.deepEqual((await ask('rpowercap')).lines, [
      'n1: Power limit: 500 W',
      'n1: Allowed: from 150 W to 1000 W',
      'n1: Drawn: 374 W',
    ])
    assert.deepEqual((await ask('rpowercap set 600')).lines, ['n1: Power limit: 600 W'])
    assert.deepEqual((await ask('rpowercap set off')).lines, ['n1: Power limit: off'])
    assert.deepEqual((await ask('rpowercap set 700')).lines, ['n1: Power limit: 700 W'])
    assert.equal((await ask('rpowercap set 1001')).errors[0]?.kind, 'unsupported')
    assert.deepEqual(
      writes().map((line) => line.split(' ').at(-1)),
      [
        '{"PowerLimitWatts":{"SetPoint":600}}',
        '{"PowerLimitWatts":{"ControlMode":"Disabled"}}',
        '{"PowerLimitWatts":{"SetPoint":700,"ControlMode":"Automatic"}}',
      ],
    )
  })

  test('without a limit there, the control of the whole machine’s power is it', async (t) => {
    const [cpu, whole] = [`${CHASSIS}/Controls/Cpu`, `${CHASSIS}/Controls/Whole`]
    const tree = {
      ...machineWith('Controls', 'EnvironmentMetrics'),
      [`${CHASSIS}/EnvironmentMetrics`]: { PowerWatts: { Reading: 374 } },
      [`${CHASSIS}/Controls`]: { Members: [{ '@odata.id': cpu }, { '@odata.id': whole }] },
      [cpu]: { ControlType: 'Power', PhysicalContext: 'CPU', ...LIMIT },
      [whole]: { ControlType: 'Power', PhysicalContext: 'Chassis', ...LIMIT },
    }
    const { ask, writes } = await service(t, tree, changing(tree, whole))
    assert.deepEqual((await ask('rpowercap set 600')).lines, ['n1: Power limit: 600 W'])
    assert.deepEqual(writes(), [`PATCH ${whole} {"SetPoint":600}`])
  })
})

describe('rpowercap of a service with the old form', () => {
  test('a control that is not the first is changed, and those before it are not', async (t) => {
    const tree = {
      ...machineWith('Power'),
      [`${CHASSIS}/Power`]: {
        PowerControl: [
          { PowerConsumedWatts: 1 },
          { PowerConsumedWatts: 2, PowerLimit: { LimitInWatts: '800' } },
        ],
      },
    }
    const { ask, writes } = await service(t, tree)
    assert.deepEqual((await ask('rpowercap')).lines, ['n1: Power limit: 800 W', 'n1: Drawn: 2 W'])
    await ask('rpowercap set 700')
    assert.deepEqual(writes(), [
      `PATCH ${CHASSIS}/Power {"PowerControl":[{},{"PowerLimit":{"LimitInWatts":700}}]}`,
    ])
  })

  test('off where there is no limit is done without a write, which a service may refuse', async (t) => {
    const tree = {
      ...machineWith('Power'),
      [`${CHASSIS}/Power`]: { PowerControl: [{ PowerLimit: { LimitInWatts: null } }] },
    }
    const { ask, writes } = await service(t, tree, ({ method }) =>
      method === 'PATCH' ? { status: 400 } : undefined,
    )
    assert.deepEqual((await ask('rpowercap set off')).lines, ['n1: Power limit: off'])
    assert.deepEqual(writes(), [])
  })

  test('a service that answers and does not do it is told, with its reason', async (t) => {
    const tree = {
      ...machineWith('Power'),
      [`${CHASSIS}/Power`]: { PowerControl: [{ PowerLimit: { LimitInWatts: null } }] },
    }
    const said = {
      '@Message.ExtendedInfo': [{ MessageId: 'Base.1.8.PropertyNotWritable', Message: 'Read only.' }],
    }
    const { ask } = await service(t, tree, ({ method }) =>
      method === 'PATCH' ? { status: 200, body: said } : undefined,
    )
    const [error] = (await ask('rpowercap set 700')).errors
    assert.ok(error?.kind === 'bmc')
    assert.equal(error.message, 'not changed: power limit: asked for 700, is None')
    assert.equal(error.resolution, 'Read only.')
  })
})

/** A service that takes what is sent to one of its resources. */
function changing(tree: Record<string, unknown>, place: string) {
  return ({ method, path, body }: { method: string; path: string; body: unknown }) => {
    if (path !== place) return undefined
    if (method === 'PATCH') tree[path] = merged(tree[path], body)
    return method === 'GET' ? { status: 200, body: tree[path] } : undefined
  }
}

function merged(old: unknown, change: unknown): unknown {
  if (typeof old !== 'object' || typeof change !== 'object') return change
  const parts = Object.entries(change ?? {}).map(([key, value]) => [
    key,
    merged((old as Record<string, unknown>)[key], value),
  ])
  return { ...old, ...Object.fromEntries(parts) }
}
