import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { RunEvent } from '../../src/core/event.ts'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import { nodeOf } from '../contract/machines.ts'
import { startFleet } from '../simulator/fleet.ts'
import { asked, atWork, held, LONG_MS, letGo } from './held-bmcs.ts'
import { NatsProcess } from './nats-process.ts'
import { outcomesOf, tally } from './outcomes.ts'
import { Site, through } from './site.ts'
import { Wire } from './wire.ts'

async function siteOf(t: TestContext, nodes: number) {
  const nats = await NatsProcess.start(t)
  const site = new Site(t, nats.url)
  const fleet = await startFleet({ nodes, protocol: 'redfish' })
  t.after(() => fleet.close())
  return { nats, site, fleet, nodes: fleet.bmcs.map(nodeOf) }
}

const powerActions = (bmcs: readonly SimulatedBmc[]) =>
  bmcs.map(({ counters }) => counters.powerActions.length)

test('a pool shares its nodes; a read goes on at the others when a member is killed', async (t) => {
  const { nats, site, fleet, nodes } = await siteOf(t, 30)
  const names = ['sn1', 'sn2', 'sn3']
  const members = await Promise.all(names.map((name) => site.serviceNode(name, nats.url, { pool: 'rack' })))
  const broker = site.broker()
  const first = await Array.fromAsync(broker.run('rpower stat', through(nodes, 'rack')))
  assert.deepEqual(tally(outcomesOf(first, 30)), { off: 30 })
  const underWay = held(fleet.bmcs, 'GET ')
  const events: RunEvent[] = []
  const running = (async () => {
    for await (const event of broker.run('rpower stat', through(nodes, 'rack'))) events.push(event)
  })()
  await underWay
  const victim = await atWork(nats.url)
  members[names.indexOf(victim)]?.child.kill('SIGKILL')
  await letGo(fleet.bmcs)
  await running
  assert.deepEqual(tally(outcomesOf(events, 30)), { off: 30 })
  const warnings = events.flatMap((event) => (event.kind === 'warning' ? [event.error] : []))
  assert.partialDeepStrictEqual(warnings, [{ serviceNode: victim, problem: 'passed-on' }])
})

test('a write whose service node is killed in the middle is of unknown outcome, and is not sent twice', async (t) => {
  const { nats, site, fleet, nodes } = await siteOf(t, 12)
  const [one] = await Promise.all(['sn1', 'sn2'].map((name) => site.serviceNode(name, nats.url)))
  const broker = site.broker()
  const ofFirst = fleet.bmcs.slice(0, 6)
  const underWay = held(ofFirst, 'POST /redfish/v1/Systems/')
  const events: RunEvent[] = []
  const running = (async () => {
    const theirs = [...through(nodes.slice(0, 6), 'sn1'), ...through(nodes.slice(6), 'sn2')]
    for await (const event of broker.run('rpower on', theirs)) events.push(event)
  })()
  await underWay
  one?.child.kill('SIGKILL')
  await running
  const counts = tally(outcomesOf(events, 12))
  const unknown = Object.keys(counts).find((text) => text.startsWith('outcome unknown'))
  assert.match(unknown ?? '', /^outcome unknown: sn1 was lost after the request was sent \(/)
  const [lost = 0, done = 0] = [counts[unknown ?? ''], counts.on]
  assert.deepEqual([lost, done], [6, 6], JSON.stringify(counts))
  assert.deepEqual(powerActions(fleet.bmcs.slice(6)), Array(6).fill(1))
  assert.deepEqual(powerActions(ofFirst), Array(6).fill(0)) // broken off before their BMCs had acted
})

test('the only service node is killed: reads say so within seconds, and go on when it is started again', async (t) => {
  const { nats, site, fleet, nodes } = await siteOf(t, 4)
  const first = await site.serviceNode('sn1', nats.url)
  const broker = site.broker()
  for (const bmc of fleet.bmcs) await bmc.set({ latencyMs: LONG_MS })
  const underWay = asked(fleet.bmcs, 'GET ', 4)
  const again = Array.fromAsync(broker.run('rpower stat', through(nodes, 'sn1')))
  await underWay
  first.child.kill('SIGKILL')
  for (const bmc of fleet.bmcs) await bmc.set({ latencyMs: 0 })
  const second = await site.serviceNode('sn1', nats.url)
  assert.deepEqual(tally(outcomesOf(await again, 4)), { off: 4 })
  for (const bmc of fleet.bmcs) await bmc.set({ latencyMs: LONG_MS })
  const hanging = asked(fleet.bmcs, 'GET ', 4)
  const lost = Array.fromAsync(broker.run('rpower stat', through(nodes, 'sn1')))
  await hanging
  second.child.kill('SIGKILL')
  const [text = ''] = Object.keys(tally(outcomesOf(await lost, 4)))
  assert.match(text, /^Not done: service node sn1 was lost \(nothing was heard of it for .*\), and no other/)
  const silent = await Array.fromAsync(broker.run('rpower stat', through(nodes, 'sn1', 'sn2')))
  assert.deepEqual(Object.keys(tally(outcomesOf(silent, 4))), [
    'Not sent: no service node of sn1,sn2 answers; hwctl servicenodes shows who does.',
  ])
})

test('NATS is started again in the middle of a run: nothing is lost, nothing comes twice', async (t) => {
  const { nats, site, fleet, nodes } = await siteOf(t, 20)
  await Promise.all(['sn1', 'sn2'].map((name) => site.serviceNode(name, nats.url)))
  const broker = site.broker()
  for (const bmc of fleet.bmcs) await bmc.set({ latencyMs: 150 })
  const underWay = asked(fleet.bmcs, 'POST /redfish/v1/Systems/', 3)
  const running = Array.fromAsync(broker.run('rpower on', through(nodes, 'sn1', 'sn2'), { fanout: 8 }))
  await underWay
  await nats.kill()
  await nats.startAgain()
  const outcomes = outcomesOf(await running, 20)
  assert.deepEqual(tally(outcomes), { on: 20 })
  assert.deepEqual(powerActions(fleet.bmcs), Array(20).fill(1))
})

for (const who of ['a service node', 'the broker'] as const)
  test(`${who} is cut off for a moment, over a slow way: nothing is lost, nothing comes twice`, async (t) => {
    const nats = await NatsProcess.start(t)
    const wire = await Wire.open(t, nats.port)
    wire.delayMs = 40
    const site = new Site(t, who === 'the broker' ? wire.url : nats.url)
    const fleet = await startFleet({ nodes: 12, protocol: 'redfish' })
    t.after(() => fleet.close())
    await site.serviceNode('sn1', who === 'the broker' ? nats.url : wire.url)
    const broker = site.broker()
    for (const bmc of fleet.bmcs) await bmc.set({ latencyMs: 100 })
    const underWay = asked(fleet.bmcs, 'POST /redfish/v1/Systems/', 3)
    const nodes = through(fleet.bmcs.map(nodeOf), 'sn1')
    const running = Array.fromAsync(broker.run('rpower on', nodes, { fanout: 6 }))
    await underWay
    wire.cut()
    wire.mend()
    assert.deepEqual(tally(outcomesOf(await running, 12)), { on: 12 })
    assert.deepEqual(powerActions(fleet.bmcs), Array(12).fill(1))
  })
