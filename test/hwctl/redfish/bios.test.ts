import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { service, systems } from './service.ts'

const BIOS = '/redfish/v1/Systems/1/Bios'

/** A service without a registry, whose settings resource shows all settings, or none at all. */
function biosOf(attributes: Record<string, unknown>, hasSettings = true) {
  const pending: Record<string, unknown> = { ...attributes }
  const tree = {
    ...systems({ '1': { Bios: { '@odata.id': BIOS } } }),
    [BIOS]: {
      ...(hasSettings && { '@Redfish.Settings': { SettingsObject: { '@odata.id': `${BIOS}/SD` } } }),
      AttributeRegistry: 'NotThere.v1_0_0',
      Attributes: attributes,
    },
    [`${BIOS}/SD`]: { Attributes: pending },
  }
  const place = hasSettings ? `${BIOS}/SD` : BIOS
  const take = ({ method, path, body }: { method: string; path: string; body: unknown }) => {
    const sent = (body as { Attributes?: Record<string, unknown> } | undefined)?.Attributes
    if (method === 'PATCH' && path === place) Object.assign(hasSettings ? pending : attributes, sent)
    return undefined
  }
  return { tree, take }
}

const ATTRIBUTES = {
  Boot: 'Uefi',
  Cores: 8,
  Turbo: true,
  AdminPassword: null,
  Odd: ['x'],
  'Boot@Redfish.X': 1,
}

describe('rbios of a service without an attribute registry', () => {
  test('values are typed as those that are there', async (t) => {
    const { tree, take } = biosOf({ ...ATTRIBUTES })
    const { ask, writes } = await service(t, tree, take)
    assert.deepEqual((await ask('rbios get')).lines, [
      'n1: Boot: Uefi',
      'n1: Cores: 8',
      'n1: Turbo: true',
      'n1: AdminPassword: N/A',
    ])
    assert.deepEqual((await ask('rbios set Boot=Legacy Cores=4 Turbo=False')).lines, [
      'n1: Boot: Legacy (at the next restart, now Uefi)',
      'n1: Cores: 4 (at the next restart, now 8)',
      'n1: Turbo: false (at the next restart, now true)',
    ])
    assert.deepEqual(writes(), [`PATCH ${BIOS}/SD {"Attributes":{"Boot":"Legacy","Cores":4,"Turbo":false}}`])
    assert.deepEqual((await ask('rbios pending')).lines.length, 3)
  })

  for (const [word, offered] of [
    ['Cores=many', ['a number']],
    ['Turbo=on', ['true', 'false']],
    ['AdminPassword=secret', undefined],
    ['Bott=Uefi', ['Boot', 'Cores', 'Turbo', 'AdminPassword']],
  ] as const)
    test(`${word} is refused, and nothing is sent`, async (t) => {
      const { tree, take } = biosOf({ ...ATTRIBUTES })
      const { ask, writes } = await service(t, tree, take)
      const [error] = (await ask(`rbios set ${word}`)).errors
      assert.deepEqual(error?.kind === 'unsupported' && error.offered, offered)
      assert.deepEqual(writes(), [])
    })

  test('without a settings resource the Bios itself is changed', async (t) => {
    const { tree, take } = biosOf({ ...ATTRIBUTES }, false)
    const { ask, writes } = await service(t, tree, take)
    await ask('rbios set Cores=4')
    assert.deepEqual(writes(), [`PATCH ${BIOS} {"Attributes":{"Cores":4}}`])
  })

  test('a service that answers and does not do it is told', async (t) => {
    const { tree } = biosOf({ ...ATTRIBUTES })
    const { ask } = await service(t, tree)
    const [error] = (await ask('rbios set Cores=4')).errors
    assert.equal(error?.kind === 'bmc' && error.message, 'not changed: Cores: asked for 4, is 8')
  })
})
