import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chassisOf } from '../../../src/hwctl/redfish/client/chassis.ts'
import { clientOf, collection, root } from './client.ts'

const SYSTEM = '/redfish/v1/Systems/s'
const OTHER = '/redfish/v1/Systems/o'
const at = (name: string) => `/redfish/v1/Chassis/${name}`
const links = (paths: readonly string[]) => paths.map((path) => ({ '@odata.id': path }))

/** A service with two systems, of which `s` names these chassis. */
function enclosure(named: readonly string[], chassis: Record<string, object>): Record<string, object> {
  return {
    '/redfish/v1/': root(false),
    '/redfish/v1/Systems': collection(SYSTEM, OTHER),
    [SYSTEM]: { '@odata.id': SYSTEM, Links: { Chassis: links(named) } },
    [OTHER]: {},
    '/redfish/v1/Chassis': collection(...Object.keys(chassis)),
    ...chassis,
  }
}

function chassis({ of = [], contains = [] }: { of?: readonly string[]; contains?: readonly string[] }) {
  return { Links: { ComputerSystems: links(of), Contains: links(contains) } }
}

test('the chassis of a system: the one it names, what is in it, and those that name it', async (t) => {
  const { bmc, asked } = await clientOf(
    t,
    enclosure([at('main')], {
      [at('main')]: chassis({ of: [SYSTEM], contains: [at('bay')] }),
      [at('bay')]: chassis({}),
      [at('riser')]: chassis({ of: [SYSTEM] }),
      [at('shelf')]: chassis({}),
    }),
    's',
  )
  const paths = (await chassisOf(bmc, 'look')).map(({ path }) => path)
  assert.deepEqual(paths, [at('main'), at('riser'), at('bay')])
  asked.length = 0
  await chassisOf(bmc, 'look')
  assert.deepEqual(asked, paths)
})

test('an enclosure that systems share, and the blade beside, belong to none', async (t) => {
  const { bmc } = await clientOf(
    t,
    enclosure([at('blade1')], {
      [at('box')]: chassis({ of: [SYSTEM, OTHER], contains: [at('blade1'), at('blade2')] }),
      [at('blade1')]: chassis({ of: [SYSTEM] }),
      [at('blade2')]: chassis({ of: [OTHER] }),
    }),
    's',
  )
  assert.deepEqual(
    (await chassisOf(bmc, 'look')).map(({ path }) => path),
    [at('blade1')],
  )
})

test('a chassis that is remembered and gone is looked for anew', async (t) => {
  const { bmc, answers } = await clientOf(
    t,
    enclosure([at('a')], { [at('a')]: chassis({ of: [SYSTEM] }) }),
    's',
  )
  assert.equal((await chassisOf(bmc, 'look')).length, 1)
  delete answers[at('a')]
  answers[SYSTEM] = { Links: { Chassis: links([at('b')]) } }
  answers[at('b')] = chassis({ of: [SYSTEM] })
  answers['/redfish/v1/Chassis'] = collection(at('b'))
  assert.deepEqual(
    (await chassisOf(bmc, 'look')).map(({ path }) => path),
    [at('b')],
  )
})
