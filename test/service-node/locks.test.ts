import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { RunEvent } from '../../src/core/event.ts'
import type { NodeInfo, NodeName } from '../../src/core/node.ts'
import { firmwareFolder } from '../contract/firmware-tars.ts'
import { nodeOf } from '../contract/machines.ts'
import { until } from '../simulator/bmc-client.ts'
import { startFleet } from '../simulator/fleet.ts'
import { LONG_MS } from './held-bmcs.ts'
import { NatsProcess } from './nats-process.ts'
import { outcomesOf } from './outcomes.ts'
import { Site, through } from './site.ts'

async function siteOf(t: TestContext, { nodes = 2, flashMs = 0 } = {}) {
  const nats = await NatsProcess.start(t)
  const site = new Site(t, nats.url)
  const fleet = await startFleet({ nodes, protocol: 'openbmc', flashMs })
  t.after(() => fleet.close())
  const file = join(firmwareFolder(t), 'bmc.tar')
  return { nats, site, fleet, line: `rflash -a ${file}`, nodes: fleet.bmcs.map(nodeOf) }
}

/** Kinds of outcomes. */
function kindsOf(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap((event) => {
    if (event.kind === 'result') return ['result']
    return event.kind === 'failure' ? [event.error.kind] : []
  })
}

test('a BMC that one member works on is refused to a run that goes through another one, until it is free', async (t) => {
  const { nats, site, fleet, line, nodes } = await siteOf(t, { flashMs: LONG_MS })
  await Promise.all(['sn1', 'sn2'].map((name) => site.serviceNode(name, nats.url)))
  const [first, second] = [site.broker(), site.broker()]
  const ending = new AbortController()
  const options = { job: 7, signal: ending.signal }
  const flashing = Array.fromAsync(first.run(line, through(nodes, 'sn1'), options))
  await until(() => fleet.bmcs.every(({ counters }) => counters.activations > 0))
  for (const other of ['rpower off', line, 'rsetboot net']) {
    const refused = await Array.fromAsync(second.run(other, through(nodes, 'sn2')))
    assert.deepEqual(kindsOf(refused), ['busy', 'busy'], other)
    const errors = refused.flatMap((event) => (event.kind === 'failure' ? [event.error] : []))
    assert.partialDeepStrictEqual(errors[0], { by: 'rflash', job: 7, pid: process.pid })
  }
  const reads = await Array.fromAsync(second.run('rpower stat', through(nodes, 'sn2')))
  assert.deepEqual(kindsOf(reads), ['result', 'result'])
  ending.abort('interrupted')
  assert.equal(outcomesOf(await flashing, 2).size, 2)
  const after = await Array.fromAsync(second.run('rpower on', through(nodes, 'sn2')))
  assert.deepEqual(kindsOf(after), ['result', 'result'])
  assert.equal(fleet.bmcs.filter(({ counters }) => counters.powerActions.length > 0).length, 2)
})

test('a service node that has the home folder of its broker is not kept out by the lock of the run that it works for', async (t) => {
  const { nats, site, line, nodes } = await siteOf(t)
  await site.serviceNode('sn1', nats.url, { home: site.home })
  const events = await Array.fromAsync(site.broker().run(line, through(nodes, 'sn1'), { job: 3 }))
  assert.deepEqual(kindsOf(events), ['result', 'result'])
})

test('nodes that share a BMC take turns, wherever they are worked on', async (t) => {
  const { nats, site, line, nodes } = await siteOf(t, { nodes: 1 })
  await Promise.all(['sn1', 'sn2'].map((name) => site.serviceNode(name, nats.url)))
  const [node] = nodes
  assert.ok(node)
  const named = (name: string): NodeInfo => ({ ...node, name: name as NodeName })
  const shared = [...through([named('a')], 'sn1'), ...through([named('b')], 'sn2')]
  const events = await Array.fromAsync(site.broker().run(line, shared))
  assert.deepEqual(kindsOf(events), ['result', 'result'])
  const uploaded = events.flatMap((event) => (event.kind === 'result' ? [event.value] : []))
  assert.deepEqual(
    uploaded.map((value) => (value as { uploaded: boolean }).uploaded),
    [true, false],
    'the second one found what the first one had brought',
  )
})
