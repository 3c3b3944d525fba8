import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { inspect } from 'node:util'
import { nodeName } from '../../src/nodes/node-name.ts'
import type { NodeRecord } from '../../src/nodes/node-record.ts'
import { resolveNodes } from '../../src/nodes/resolve.ts'
import { Vault } from '../../src/nodes/secrets/vault.ts'
import { node, temporaryStore } from './temporary-store.ts'

const FULL = { bmc: '10.0.0.1', username: 'root', password: 'env:PW', protocol: 'openbmc' }
const ENV = { PW: 'secret', PATH: process.env.PATH }

function fleet(context: TestContext, ...records: readonly NodeRecord[]) {
  const store = temporaryStore(context)
  store.nodes.put(records)
  const resolve = async (name: string) => {
    const [resolution] = await resolveNodes(store, [nodeName(name)], { env: ENV })
    return resolution
  }
  const info = async (name: string) => {
    const resolution = await resolve(name)
    assert.ok(resolution && 'info' in resolution, inspect(resolution))
    return resolution.info
  }
  const error = async (name: string) => {
    const resolution = await resolve(name)
    assert.ok(resolution && 'error' in resolution, inspect(resolution))
    return resolution.error
  }
  return { store, vault: new Vault(store.home), info, error }
}

test('a node that says everything', async (context) => {
  const said = { ...FULL, port: '8443', system: 's1', tls: 'ca', tlslevel: '0', servicenode: 'sn1,sn2' }
  const { password, ...rest } = await fleet(context, node('n1', said)).info('n1')
  assert.equal(password.reveal(), 'secret')
  assert.deepEqual(rest, {
    name: 'n1',
    protocol: 'openbmc',
    bmc: '10.0.0.1',
    port: 8443,
    username: 'root',
    system: 's1',
    tls: 'ca',
    tlsLevel: 0,
    serviceNodes: ['sn1', 'sn2'],
  })
})

test('a node that says little gets the rest from defaults', async (context) => {
  const { store, vault, info } = fleet(context, node('n1', { bmc: 'b' }))
  store.defaults.put('protocol=auto', new Map([['username', 'admin']]))
  store.defaults.put('all', new Map([['password', vault.seal('for all', 'default:all')]]))
  const found = await info('n1')
  assert.deepEqual([found.protocol, found.port, found.tls, found.tlsLevel], ['auto', 443, 'pin', 2])
  assert.deepEqual([found.username, found.password.reveal()], ['admin', 'for all'])
  assert.ok(!('system' in found) && !('serviceNodes' in found))
})

test('an auto node speaks what was found at its BMC', async (context) => {
  const { store, info } = fleet(context, node('n1', { ...FULL, protocol: 'auto' }))
  assert.equal((await info('n1')).protocol, 'auto')
  store.foundProtocols.remember([{ node: 'n1', protocol: 'redfish', bmc: '10.0.0.1' }])
  assert.equal((await info('n1')).protocol, 'redfish')
  store.foundProtocols.forget(['n1'])
  assert.equal((await info('n1')).protocol, 'auto')
})

const without = (key: keyof typeof FULL) =>
  Object.fromEntries(Object.entries(FULL).filter(([name]) => name !== key))

for (const [what, attributes, attribute, problem] of [
  ['nothing is written', { rack: 'r1' }, 'bmc', 'Unable to get information from openbmc table'],
  ['there is no bmc', without('bmc'), 'bmc', 'Unable to get attribute bmc'],
  ['the bmc is no host', { ...FULL, bmc: 'a b' }, 'bmc', 'Unable to resolve ip address for bmc: a b'],
  ['there is no username', without('username'), 'username', 'Unable to get attribute username'],
  ['there is no password', without('password'), 'password', 'Unable to get attribute password'],
  [
    'a variable is not set',
    { ...FULL, password: 'env:NO' },
    'password',
    'Unable to get attribute password (env:NO: the variable is not set)',
  ],
  [
    'a command fails',
    { ...FULL, password: 'exec:echo s3; exit 1' },
    'password',
    'Unable to get attribute password (exec:echo s3; exit 1: exit code 1)',
  ],
] as const)
  test(`when ${what}, the node is told to lack ${attribute}`, async (context) => {
    assert.deepEqual(await fleet(context, node('n1', attributes)).error('n1'), {
      kind: 'node-info',
      attribute,
      problem,
    })
  })

test('a node that is not there is told as in xCAT, and the others go on', async (context) => {
  const { store } = fleet(context, node('n1', FULL))
  const found = await resolveNodes(store, [nodeName('gone'), nodeName('n1')], { env: ENV })
  assert.deepEqual(
    found.map((one) => ('info' in one ? one.info.bmc : one.error.problem)),
    ['Unable to get information from openbmc table', '10.0.0.1'],
  )
})

test('a password moved to another node, or whose key is gone, does not open', async (context) => {
  const { store, vault, info, error } = fleet(context)
  const password = vault.seal('mine', 'node:n1')
  store.nodes.put([node('n1', { ...FULL, password }), node('n2', { ...FULL, password })])
  assert.equal((await info('n1')).password.reveal(), 'mine')
  assert.match(
    (await error('n2')).problem,
    /^Unable to get attribute password \(.* not sealed for node:n2\)$/,
  )
  rmSync(join(store.home, 'key'))
  assert.match((await error('n1')).problem, /key file .* is missing/)
})

test('{name} in a reference is the name of the node', async (context) => {
  const { store, info } = fleet(context, node('n1', { bmc: 'b', username: 'u' }))
  store.defaults.put('all', new Map([['password', 'exec:echo pw-of-{name}']]))
  assert.equal((await info('n1')).password.reveal(), 'pw-of-n1')
})

test('no printed form of a resolution holds the password', async (context) => {
  const found = await fleet(context, node('n1', FULL)).info('n1')
  assert.ok(!inspect(found, { depth: 9, showHidden: true }).includes("secret'"))
  assert.ok(!JSON.stringify(found).includes('"secret"'))
})
