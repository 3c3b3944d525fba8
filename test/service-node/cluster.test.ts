import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { nodeOf } from '../contract/machines.ts'
import { startFleet } from '../simulator/fleet.ts'
import { freePort, NatsProcess } from './nats-process.ts'
import { outcomesOf, tally } from './outcomes.ts'
import { Site, through } from './site.ts'

/** Three servers of NATS that know each other. */
async function clusterOf(t: TestContext): Promise<readonly NatsProcess[]> {
  const routes = await Promise.all([freePort(), freePort(), freePort()])
  const all = routes.map((port) => `"nats://127.0.0.1:${port}"`).join(', ')
  return await Promise.all(
    routes.map((port, at) =>
      NatsProcess.start(
        t,
        `server_name: nats${at}\ncluster { name: hwctl, listen: "127.0.0.1:${port}", routes: [${all}] }`,
      ),
    ),
  )
}

test('with a cluster of three, the server that a service node is at dies in the middle of a write', async (t) => {
  const [first, second, third] = await clusterOf(t)
  assert.ok(first && second && third)
  const site = new Site(t, first.url)
  await site.serviceNode('sn1', `${second.url},${third.url}`)
  await site.serviceNode('sn2', `${third.url},${second.url}`)
  const fleet = await startFleet({ nodes: 16, protocol: 'redfish' })
  t.after(() => fleet.close())
  const broker = site.broker()
  const nodes = through(fleet.bmcs.map(nodeOf), 'sn1', 'sn2')
  assert.deepEqual(tally(outcomesOf(await Array.fromAsync(broker.run('rpower stat', nodes)), 16)), {
    off: 16,
  })
  for (const bmc of fleet.bmcs) await bmc.set({ latencyMs: 150 })
  const events = []
  for await (const event of broker.run('rpower on', nodes, { fanout: 8 })) {
    events.push(event)
    if (events.filter(({ kind }) => kind === 'result').length === 3) await third.kill()
  }
  assert.deepEqual(tally(outcomesOf(events, 16)), { on: 16 })
  assert.ok(fleet.bmcs.every(({ counters }) => counters.powerActions.length === 1))
})
