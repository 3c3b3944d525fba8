import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { FailureLimit } from '../../src/core/failure-limit.ts'
import { Secret } from '../../src/core/node.ts'
import { nodeOf } from '../contract/machines.ts'
import { startFleet } from '../simulator/fleet.ts'
import { madeUp, type ServedScript, serviceNodeHere } from './in-process-node.ts'
import { NatsProcess } from './nats-process.ts'
import { outcomesOf, tally } from './outcomes.ts'
import { Site, through } from './site.ts'

const TOO_MANY = 'Not reached: too many nodes failed (--max-failures).'

test('once too many nodes have failed, no member of a pool begins a further one: so few BMCs are asked as without service nodes', async (t) => {
  const nats = await NatsProcess.start(t)
  const site = new Site(t, nats.url)
  await Promise.all(['sn1', 'sn2'].map((name) => site.serviceNode(name, nats.url, { pool: 'rack' })))
  const broker = site.broker()
  for (const isThere of [false, true]) {
    const fleet = await startFleet({ nodes: 40, protocol: 'redfish' })
    t.after(() => fleet.close())
    const wrong = fleet.bmcs.map((bmc) => ({ ...nodeOf(bmc), password: new Secret('wrong') }))
    const nodes = isThere ? through(wrong, 'rack') : wrong
    const run = broker.run('rpower on', nodes, { maxFailures: 3, fanout: 2 })
    const { [TOO_MANY]: notBegun = 0, ...failed } = tally(outcomesOf(await Array.fromAsync(run), 40))
    const asked = fleet.bmcs.filter(({ counters }) => counters.requests > 0).length
    assert.equal(asked + notBegun, 40, JSON.stringify(failed))
    assert.ok(
      asked >= 4 && asked <= 5,
      `${asked} were asked: two at a time, and the fourth failure is one too many`,
    )
  }
})

test('a member counts over all parts of a run, and is told when too many have failed elsewhere', async (t) => {
  const nats = await NatsProcess.start(t)
  const site = new Site(t, nats.url)
  const own: boolean[] = []
  const failing: ServedScript = async function* script(nodes, options) {
    const limit = FailureLimit.of(options)
    for (const { name } of nodes) {
      limit?.count()
      yield { kind: 'failure', node: name, error: { kind: 'unsupported', what: 'power' } }
    }
    own.push(limit?.whyNoFurther() !== undefined)
  }
  let waited = false
  const waiting: ServedScript = async function* script(nodes, options) {
    const limit = FailureLimit.of(options)
    while (!limit?.whyNoFurther()) {
      waited = true
      await sleep(10)
    }
    const error = limit.whyNoFurther()
    assert.ok(error)
    for (const { name } of nodes) yield { kind: 'failure', node: name, error }
  }
  await serviceNodeHere(t, { site, url: nats.url, script: failing }, { name: 'sn1' })
  await serviceNodeHere(t, { site, url: nats.url, script: waiting }, { name: 'sn2' })
  const nodes = madeUp(12)
  const dealt = [...through(nodes.slice(0, 6), 'sn1'), ...through(nodes.slice(6), 'sn2')]
  const run = site.broker().run('rpower on', dealt, { maxFailures: 2, fanout: 4 })
  const counts = tally(outcomesOf(await Array.fromAsync(run), 12))
  assert.ok(waited)
  assert.equal(own.at(-1), true, 'what failed in an earlier part is counted in the next one')
  assert.ok((counts[TOO_MANY] ?? 0) >= 6, JSON.stringify(counts))
})
