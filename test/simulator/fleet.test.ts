import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HwctlError } from '../../src/core/errors.ts'
import { checkDescriptorLimit } from '../../src/simulator/descriptor-limit.ts'
import { addressAt, addressOrdinal, randomFirstAddress } from '../../src/simulator/loopback-address.ts'
import { modelOf } from '../../src/simulator/model.ts'
import { nodesFile } from '../../src/simulator/nodes-file.ts'
import { BmcClient, only, until } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

const usage = (pattern: RegExp) => (error: unknown) =>
  error instanceof HwctlError && error.facts.kind === 'usage' && pattern.test(error.facts.problem)

test('addresses follow one another and never end in .0 or .255', () => {
  assert.equal(addressAt((addressOrdinal('127.64.0.1') ?? 0) + 253), '127.64.0.254')
  assert.equal(addressAt((addressOrdinal('127.64.0.1') ?? 0) + 254), '127.64.1.1')
  for (const wrong of ['127.0.0.0', '127.0.0.255', '128.0.0.1', '127.256.0.1', 'x'])
    assert.equal(addressOrdinal(wrong), undefined)
  fc.assert(
    fc.property(fc.nat(256 * 256 * 254 - 1), (ordinal) => {
      assert.equal(addressOrdinal(addressAt(ordinal) ?? ''), ordinal)
    }),
  )
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), (count) => {
      const first = addressOrdinal(randomFirstAddress(count)) ?? 0
      assert.match(addressAt(first + count) ?? '', /^127\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./)
    }),
  )
})

test('models take turns', () => {
  const names = Array.from({ length: 8 }, (_, ordinal) => {
    const model = modelOf(ordinal, { protocol: 'mixed' })
    return model.protocol === 'openbmc' ? model.flavour : model.family
  })
  assert.deepEqual(names, [
    'phosphor',
    'openbmc',
    'bmcweb',
    'dell',
    'phosphor',
    'supermicro',
    'bmcweb',
    'openbmc',
  ])
  assert.deepEqual(modelOf(3, { protocol: 'redfish', family: 'dell' }), {
    protocol: 'redfish',
    family: 'dell',
  })
})

test('each BMC is a machine of its own, on an address of its own', async () => {
  await using fleet = await startFleet({ nodes: 4 })
  const [first, second] = fleet.bmcs
  assert.ok(first && second)
  assert.deepEqual(
    fleet.bmcs.map(({ name }) => name),
    ['sim0001', 'sim0002', 'sim0003', 'sim0004'],
  )
  assert.equal(new Set(fleet.bmcs.map(({ address }) => address)).size, 4)
  await using client = new BmcClient(first)
  await client.login()
  const path = '/xyz/openbmc_project/state/host0/attr/RequestedHostTransition'
  await client.ask('PUT', path, { body: { data: 'xyz.openbmc_project.State.Host.Transition.On' } })
  assert.deepEqual([first.state.host, second.state.host], ['Running', 'Off'])
  const { requests, connections, logins, openSessions, hosts, powerActionCounts } = fleet.totals()
  assert.deepEqual([requests, connections, logins, openSessions], [2, 1, 1, 1])
  assert.deepEqual(hosts, { Running: 1, Off: 3 })
  assert.deepEqual(powerActionCounts, { 'RequestedHostTransition=On': 1 })
  assert.deepEqual(first.counters.recentRequests, ['POST /login', `PUT ${path}`])
  fleet.resetCounters()
  assert.equal(fleet.totals().requests, 0)
  assert.equal(fleet.totals().openSessions, 1)
})

test('a part of a fleet is as that part of the whole', async () => {
  await using fleet = await startFleet({ nodes: 2, first: 6, firstAddress: randomFirstAddress(10) })
  const [sixth, seventh] = fleet.bmcs
  assert.deepEqual(
    [sixth?.name, sixth?.family, seventh?.name, seventh?.flavour],
    ['sim0006', 'supermicro', 'sim0007', 'bmcweb'],
  )
  assert.match(sixth?.address ?? '', /\.6$/)
})

test('a BMC waits for its latency before it answers, and keeps nobody else waiting', async () => {
  await using fleet = await startFleet({ nodes: 2, protocol: 'redfish' })
  const [slow, quick] = fleet.bmcs
  assert.ok(slow && quick)
  await slow.set({ latencyMs: 3_600_000 })
  await using slowClient = new BmcClient(slow)
  await using quickClient = new BmcClient(quick)
  const waiting = slowClient.get('/redfish/v1').then(
    () => 'answered',
    () => 'broken off',
  )
  await until(() => slow.counters.requests === 1)
  for (let count = 0; count < 5; count++) assert.equal((await quickClient.get('/redfish/v1')).status, 200)
  await slow.set({ dropConnections: true })
  assert.equal(await waiting, 'broken off')
  await slow.set({ latencyMs: 1 })
  assert.equal((await slowClient.get('/redfish/v1')).status, 200)
})

test('a BMC remembers as many requests as asked', async () => {
  await using fleet = await startFleet({ nodes: 1, protocol: 'redfish', recentRequests: 1 })
  await using client = new BmcClient(only(fleet))
  await client.get('/redfish/v1')
  await client.get('/redfish')
  assert.deepEqual(only(fleet).counters.recentRequests, ['GET /redfish'])
})

test('what cannot be is said before anything starts', async () => {
  await assert.rejects(startFleet({ nodes: 0 }), usage(/^nodes: 0 /))
  await assert.rejects(startFleet({ nodes: 1, port: 70_000 }), usage(/^port/))
  await assert.rejects(startFleet({ nodes: 1, firstAddress: '10.0.0.1' }), usage(/10\.0\.0\.1/))
  await assert.rejects(startFleet({ nodes: 9, firstAddress: '127.255.255.250' }), usage(/there are not 9/))
  assert.throws(() => checkDescriptorLimit(1000, 1000), usage(/1000 file descriptors.*at most \d+/))
})

test('an address where somebody else listens is named, and nothing stays open', async () => {
  await using fleet = await startFleet({ nodes: 3 })
  const [first, , third] = fleet.bmcs
  assert.ok(first && third)
  await assert.rejects(
    startFleet({ nodes: 1, firstAddress: third.address }),
    usage(/EADDRINUSE.*--first-address/),
  )
})

test('a change that makes no sense is refused whole', async () => {
  await using fleet = await startFleet({ nodes: 1 })
  const [bmc] = fleet.bmcs
  assert.ok(bmc)
  const nonsense = { host: 'Running', nonsense: 1 } as unknown as Parameters<typeof bmc.set>[0]
  await assert.rejects(bmc.set(nonsense), usage(/nonsense/))
  assert.equal(bmc.state.host, 'Off')
})

test('the nodes file has one line for each node', async () => {
  await using fleet = await startFleet({ nodes: 2, password: 'a "b"' })
  const [first] = fleet.bmcs
  const lines = nodesFile(fleet.bmcs).trimEnd().split('\n')
  assert.equal(lines.length, 4)
  assert.equal(lines[1], 'nodes:')
  assert.equal(
    lines[2],
    `  sim0001: { bmc: "${first?.address}", port: 8443, protocol: "openbmc", username: "root", password: "a \\"b\\"", groups: ["sim","simrest","phosphor"] }`,
  )
})
