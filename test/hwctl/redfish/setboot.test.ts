import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { service, systems } from './service.ts'

const BOOT = {
  BootSourceOverrideEnabled: 'Disabled',
  BootSourceOverrideTarget: 'None',
  BootSourceOverrideMode: 'Legacy',
}

describe('rsetboot on a service that answers 200 and does otherwise', () => {
  const NOT_WRITABLE = {
    '@Message.ExtendedInfo': [
      { MessageId: 'Base.1.8.PropertyNotWritable', Message: 'The property is read only.' },
    ],
  }
  for (const [command, boot, problem] of [
    [
      'rsetboot hd -p',
      { ...BOOT, BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Hdd' },
      /Enabled: asked for Continuous, is Once/,
    ],
    [
      'rsetboot hd --uefi',
      { ...BOOT, BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Hdd' },
      /Mode: asked for UEFI, is Legacy/,
    ],
    ['rsetboot net', { ...BOOT, BootSourceOverrideTarget: 'Pxe' }, /Enabled: asked for Once, is Disabled/],
    ['rsetboot net', BOOT, /Target: asked for Pxe, is None/],
    [
      'rsetboot def',
      { ...BOOT, BootSourceOverrideEnabled: 'Continuous', BootSourceOverrideTarget: 'Pxe' },
      /Enabled: asked for Disabled, is Continuous/,
    ],
  ] as const)
    test(`${command} says what was not changed, and the service’s reason`, async (t) => {
      const tree = systems({ '1': { Boot: boot } })
      const { ask } = await service(t, tree, ({ method }) =>
        method === 'PATCH' ? { status: 200, body: NOT_WRITABLE } : undefined,
      )
      const [error] = (await ask(command)).errors
      assert.ok(error?.kind === 'bmc')
      assert.match(error.message, problem)
      assert.equal(error.resolution, 'The property is read only.')
    })
})

test('rsetboot def disables the override where None is not on offer', async (t) => {
  const boot = { ...BOOT, 'BootSourceOverrideTarget@Redfish.AllowableValues': ['Pxe', 'Hdd'] }
  const { ask, writes } = await service(t, systems({ '1': { Boot: boot } }))
  assert.deepEqual((await ask('rsetboot def')).lines, ['n1: Default'])
  assert.deepEqual(writes(), [
    'PATCH /redfish/v1/Systems/1 {"Boot":{"BootSourceOverrideEnabled":"Disabled"}}',
  ])
})

test('rsetboot sends the tag of what it read, and once more when it is stale', async (t) => {
  let patches = 0
  const { ask } = await service(t, systems({}), ({ method, path }) => {
    if (path === '/redfish/v1/Systems')
      return { status: 200, body: { Members: [{ '@odata.id': '/redfish/v1/Systems/1' }] } }
    if (method === 'PATCH') return { status: ++patches === 1 ? 412 : 204 }
    if (!path.endsWith('/1') || method !== 'GET') return undefined
    const set = { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Pxe' }
    return { status: 200, headers: { etag: 'W/"1"' }, body: { Boot: patches > 1 ? set : BOOT } }
  })
  assert.deepEqual((await ask('rsetboot net')).lines, ['n1: Network'])
  assert.equal(patches, 2)
})

describe('rsetboot where the system has a settings resource', () => {
  const SETTINGS = {
    '@Redfish.Settings': {
      SettingsObject: { '@odata.id': '/redfish/v1/Systems/1/SD' },
      SupportedApplyTimes: ['OnReset'],
    },
  }
  const SD = '/redfish/v1/Systems/1/SD'

  test('what that shows is set there, for the next reset, with its own tag; the rest at the system', async (t) => {
    const tree = systems({ '1': { ...SETTINGS, Boot: BOOT } })
    const sd = { '@odata.etag': '"sd"', Boot: { BootSourceOverrideMode: null, BootOrder: [] } }
    const {
      ask,
      writes,
      tree: resources,
    } = await service(t, { ...tree, [SD]: sd }, ({ method, path, body }) => {
      if (method !== 'PATCH') return undefined
      const before = resources[path] as { readonly Boot: object }
      resources[path] = { ...before, Boot: { ...before.Boot, ...(body as { readonly Boot: object }).Boot } }
      return { status: 204 }
    })
    assert.deepEqual((await ask('rsetboot net --uefi')).lines, ['n1: Network'])
    assert.deepEqual(writes(), [
      `PATCH ${SD} {"@Redfish.SettingsApplyTime":{"ApplyTime":"OnReset"},"Boot":{"BootSourceOverrideMode":"UEFI"}}`,
      'PATCH /redfish/v1/Systems/1 {"Boot":{"BootSourceOverrideEnabled":"Once","BootSourceOverrideTarget":"Pxe"}}',
    ])
  })

  test('where it shows all of them, all are set there, by the values that it offers', async (t) => {
    const none = {
      BootSourceOverrideEnabled: null,
      BootSourceOverrideTarget: null,
      BootSourceOverrideMode: null,
      'BootSourceOverrideTarget@Redfish.AllowableValues': ['None', 'Pxe', 'UefiHttp'],
    }
    const sd = { '@odata.etag': '"sd"', Boot: none }
    const {
      ask,
      writes,
      tree: resources,
    } = await service(
      t,
      { ...systems({ '1': { ...SETTINGS, Boot: BOOT } }), [SD]: sd },
      ({ method, path, body, headers }) => {
        if (method !== 'PATCH') return undefined
        assert.equal(headers['if-match'], '"sd"')
        resources[path] = { ...sd, Boot: { ...none, ...(body as { readonly Boot: object }).Boot } }
        return { status: 204 }
      },
    )
    assert.deepEqual((await ask('rsetboot http')).lines, ['n1: HTTP'])
    assert.deepEqual(writes(), [
      `PATCH ${SD} {"@Redfish.SettingsApplyTime":{"ApplyTime":"OnReset"},"Boot":{"BootSourceOverrideEnabled":"Once","BootSourceOverrideTarget":"UefiHttp"}}`,
    ])
    assert.equal((await ask('rsetboot cd')).errors[0]?.kind, 'unsupported')
  })

  test('where the system refuses its part, what is pending already is told', async (t) => {
    const tree = systems({ '1': { ...SETTINGS, Boot: BOOT } })
    const { ask } = await service(
      t,
      { ...tree, [SD]: { Boot: { BootSourceOverrideMode: null } } },
      ({ method, path }) =>
        method === 'PATCH' && path !== SD
          ? { status: 400, body: { error: { message: 'Not now.' } } }
          : undefined,
    )
    const [error] = (await ask('rsetboot net --uefi')).errors
    assert.equal(
      error?.kind === 'bmc' && error.message,
      'Not now. (pending already: BootSourceOverrideMode=UEFI)',
    )
  })

  test('what is pending is what the next boot will be, and is shown', async (t) => {
    const pending = { BootSourceOverrideEnabled: 'Once', BootSourceOverrideTarget: 'Cd' }
    const tree = { ...systems({ '1': { ...SETTINGS, Boot: BOOT } }), [SD]: { Boot: pending } }
    const { ask } = await service(t, tree)
    assert.deepEqual((await ask('rsetboot stat')).lines, ['n1: CD/DVD'])
  })

  test('a settings resource that is not there is none', async (t) => {
    const { ask } = await service(t, systems({ '1': { ...SETTINGS, Boot: BOOT } }))
    assert.deepEqual((await ask('rsetboot stat')).lines, ['n1: Default'])
  })
})
