import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse } from '../../src/broker/parse.ts'
import type { RunEvent } from '../../src/core/event.ts'
import { Secret } from '../../src/core/node.ts'
import { firmwareFolder } from '../contract/firmware-tars.ts'
import { nodeOf } from '../contract/machines.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import { startFleet } from '../simulator/fleet.ts'
import { madeUp, type ServedScript, serviceNodeHere } from './in-process-node.ts'
import { NatsProcess } from './nats-process.ts'
import { outcomesOf, tally } from './outcomes.ts'
import { Site, through } from './site.ts'

async function siteOf(t: TestContext) {
  const nats = await NatsProcess.start(t)
  return { nats, site: new Site(t, nats.url), url: nats.url }
}

const answers = (value: unknown): ServedScript =>
  async function* script(nodes) {
    for (const { name } of nodes) yield { kind: 'result', node: name, value }
  }

/** Every node fails when the run is ended. */
const hangs: ServedScript = async function* script(nodes, { signal }) {
  if (!signal.aborted) await once(signal, 'abort')
  const error = { kind: 'cancelled', reason: String(signal.reason), reached: true } as const
  for (const { name } of nodes) yield { kind: 'failure', node: name, error }
}

test('a reader that is slow makes the service nodes wait', async (t) => {
  const { site, url } = await siteOf(t)
  let made = 0
  const large = { state: 'on', reported: 'x'.repeat(10_000) }
  const script: ServedScript = async function* script(nodes) {
    for (const { name } of nodes) {
      made += 1
      yield { kind: 'result', node: name, value: large }
      if (made % 100 === 0) await sleep(0)
    }
  }
  await serviceNodeHere(t, { site, url, script })
  const run = site.broker().run('rpower stat', through(madeUp(6000), 'sn1'), { fanout: 6000 })
  const first = await run.next()
  assert.equal(first.value?.kind, 'result')
  let before = -1
  while (made > before) {
    before = made
    await sleep(300)
  }
  assert.ok(made < 3000, `${made} answers were made that nobody had read`)
  const events = [first.value, ...(await Array.fromAsync(run))].filter((event) => event !== undefined)
  assert.deepEqual(tally(outcomesOf(events, 6000)), { on: 6000 })
})

test('the nodes of a pool are spread over its members, and a BMC stays where it was', async (t) => {
  const { site, url } = await siteOf(t)
  const had = new Map<string, Set<string>>()
  for (const name of ['sn1', 'sn2', 'sn3']) {
    const script: ServedScript = async function* script(nodes) {
      for (const node of nodes) {
        had.set(node.name, (had.get(node.name) ?? new Set()).add(name))
        yield { kind: 'result', node: node.name, value: { state: 'on' } }
      }
    }
    await serviceNodeHere(t, { site, url, script }, { name, pool: 'rack' })
  }
  for (const nodes of [madeUp(90), madeUp(90).toReversed(), madeUp(30)])
    await Array.fromAsync(site.broker().run('rpower stat', through(nodes, 'rack'), { fanout: 2000 }))
  assert.deepEqual([had.size, [...had.values()].every(({ size }) => size === 1)], [90, true])
  const shares = Object.values(Object.groupBy(had.values(), ([name = '']) => name))
  assert.equal(shares.length, 3)
  assert.ok(
    shares.every((share = []) => share.length >= 15),
    shares.map((share) => share?.length).join(),
  )
})

test('events and orders that are larger than a message of NATS cross whole', async (t) => {
  const { site, url } = await siteOf(t)
  const huge = 'y'.repeat(3_000_000)
  await serviceNodeHere(t, { site, url, script: answers({ state: huge }) })
  const [node] = madeUp(1)
  assert.ok(node)
  const nodes = through([{ ...node, password: new Secret('p'.repeat(1_500_000)) }], 'sn1')
  const events = await Array.fromAsync(site.broker().run('rpower stat', nodes))
  assert.equal(outcomesOf(events, 1).get('n0'), huge)
})

test('a run that is ended ends at every service node, and each node says so with the reason', async (t) => {
  const { site, url } = await siteOf(t)
  for (const name of ['sn1', 'sn2']) await serviceNodeHere(t, { site, url, script: hangs }, { name })
  const ending = new AbortController()
  setTimeout(() => ending.abort('interrupted'), 500)
  const options = { signal: ending.signal, fanout: 10 }
  const run = site.broker().run('rpower on', through(madeUp(20), 'sn1', 'sn2'), options)
  const counts = tally(outcomesOf(await Array.fromAsync(run), 20))
  assert.deepEqual(counts, { 'Broken off: interrupted.': 10, 'Not reached: interrupted.': 10 })
})

test('a service node that is told to stop ends its runs, and its nodes say so', async (t) => {
  const { site, url } = await siteOf(t)
  const node = await serviceNodeHere(t, { site, url, script: hangs })
  setTimeout(() => void node.close('the service node was told to stop'), 500)
  const run = site.broker().run('rpower on', through(madeUp(3), 'sn1'))
  const counts = tally(outcomesOf(await Array.fromAsync(run), 3))
  assert.deepEqual(counts, { 'Broken off: the service node was told to stop.': 3 })
})

test('a broker that is gone is noticed, and its runs are ended', async (t) => {
  const { site, url } = await siteOf(t)
  const ended = Promise.withResolvers<string>()
  const script: ServedScript = async function* script(nodes, options, work) {
    yield* hangs(nodes, options, work)
    ended.resolve(String(options.signal.reason))
  }
  await serviceNodeHere(t, { site, url, script }, { brokerLostMs: 2000 })
  const broker = site.broker()
  const running = Array.fromAsync(broker.run('rpower on', through(madeUp(2), 'sn1')))
  setTimeout(() => void broker.close(), 500)
  assert.equal(await ended.promise, 'the broker is gone')
  const [text = ''] = Object.keys(tally(outcomesOf(await running, 2)))
  assert.match(text, /^outcome unknown: sn1 was lost after the request was sent \(this process ends\)/)
})

test('another version is refused with both versions; a member that has the right one does the work', async (t) => {
  const { site, url } = await siteOf(t)
  const old = { name: 'old', pool: 'rack', version: '0.0.9' }
  await serviceNodeHere(t, { site, url, script: answers({ state: 'on' }) }, old)
  const broker = site.broker()
  const refused = await Array.fromAsync(broker.run('rpower stat', through(madeUp(2), 'rack')))
  const [text = ''] = Object.keys(tally(outcomesOf(refused, 2)))
  assert.match(text, /^Not sent: service node old runs another version of hwctl \(0\.0\.9 there, .* here\)/)
  await serviceNodeHere(t, { site, url, script: answers({ state: 'on' }) }, { name: 'right', pool: 'rack' })
  const done = await Array.fromAsync(broker.run('rpower stat', through(madeUp(2), 'rack')))
  assert.deepEqual(tally(outcomesOf(done, 2)), { on: 2 })
})

test('NATS is not there: each node says so within seconds', async (t) => {
  const { site, nats } = await siteOf(t)
  await nats.kill()
  const events = await Array.fromAsync(site.broker().run('rpower on', through(madeUp(2), 'sn1')))
  const [text = ''] = Object.keys(tally(outcomesOf(events, 2)))
  assert.match(text, /^Not sent: NATS, which leads to service node sn1, cannot be used \(nats:.*ECONNREFUSED/)
})

test('nodes without a service node are worked on here, the others there; what is found out comes back', async (t) => {
  const { site, url } = await siteOf(t)
  await site.serviceNode('sn1', url)
  const fleet = await startFleet({ nodes: 6, protocol: 'mixed' })
  t.after(() => fleet.close())
  const [here, there] = [fleet.bmcs.slice(0, 2), fleet.bmcs.slice(2)]
  const auto = there.map((bmc) => ({ ...nodeOf(bmc), protocol: 'auto' as const }))
  const nodes = [...here.map(nodeOf), ...through(auto, 'sn1')]
  const events = await Array.fromAsync(site.broker().run('rpower on', nodes))
  assert.deepEqual(tally(outcomesOf(events, 6)), { on: 6 })
  const learned = events.flatMap((event) => (event.kind === 'learned' ? [[event.node, event.protocol]] : []))
  assert.deepEqual(learned.toSorted(), there.map(({ name, protocol }) => [name, protocol]).toSorted())
  assert.equal(events.filter(({ kind }) => kind === 'status').length, 6)
  for (const { address, port, certificate } of fleet.bmcs)
    assert.equal(site.pins.get(address, port), certificate.fingerprint)
  for (const bmc of there) await bmc.set({ certificate: 'new', dropConnections: true })
  const changed = await Array.fromAsync(site.broker().run('rpower stat', nodes))
  const kinds = changed.flatMap((event) => (event.kind === 'failure' ? [event.error.kind] : []))
  assert.deepEqual(kinds, Array(4).fill('trust'))
})

test('a file that the work reads is brought to each service node once, and has its own path there', async (t) => {
  const { site, url } = await siteOf(t)
  const path = join(temporaryFolder(t), 'image.tar')
  writeFileSync(path, 'firmware')
  const seen = new Set<string>()
  const script: ServedScript = async function* script(nodes, _options, work) {
    const made = (await work.prepare?.('openbmc')) as { readonly path: string; readonly name: string }
    seen.add(made.path)
    const state = `${made.name}: ${readFileSync(made.path, 'utf8')}`
    for (const { name } of nodes) yield { kind: 'result', node: name, value: { state } }
  }
  for (const name of ['sn1', 'sn2']) await serviceNodeHere(t, { site, url, script }, { name })
  const filesOf = async (_call: unknown, _protocol: unknown, made: unknown) => [
    (made as { path: string }).path,
  ]
  const { invocation } = await parse('rpower', ['stat'])
  const work = {
    call: invocation.call,
    prepared: new Map([['openbmc', { path, name: 'image.tar' }]] as const),
  }
  const nodes = through(madeUp(8), 'sn1', 'sn2')
  const options = { signal: new AbortController().signal, fanout: 8, cwd: '/', trace: false }
  const [deal] = site.serviceNodes({ filesOf }).deal(invocation, nodes)
  assert.ok(deal)
  const outcomes = outcomesOf([...(await Array.fromAsync(deal.run(work, options))), DONE], 8)
  assert.deepEqual(tally(outcomes), { 'image.tar: firmware': 8 })
  assert.deepEqual([seen.size, seen.has(path)], [2, false])
})

/** A deal's events have none. */
const DONE: RunEvent = { kind: 'done', counts: { ok: 8, failed: 0, notRun: 0 } }

for (const protocol of ['openbmc', 'redfish'] as const)
  test(`firmware reaches a service node first, and each BMC from there: ${protocol}`, async (t) => {
    const { site, url } = await siteOf(t)
    await site.serviceNode('sn1', url)
    const fleet = await startFleet({ nodes: 3, protocol, family: 'openbmc', flashMs: 0 })
    t.after(() => fleet.close())
    const file = join(firmwareFolder(t), 'bmc.tar')
    const nodes = through(fleet.bmcs.map(nodeOf), 'sn1')
    const events = await Array.fromAsync(site.broker().run(`rflash -u ${file}`, nodes))
    const uploaded = events.flatMap((event) => (event.kind === 'result' ? [event.value] : []))
    assert.deepEqual(
      uploaded.map((value) => (value as { uploaded: boolean }).uploaded),
      [true, true, true],
      JSON.stringify(events.filter(({ kind }) => kind === 'failure')),
    )
  })

test('what is said once for the whole run is said once, wherever the nodes are', async (t) => {
  const { site, url } = await siteOf(t)
  await Promise.all([site.serviceNode('sn1', url), site.serviceNode('sn2', url)])
  const fleet = await startFleet({ nodes: 4, protocol: 'openbmc' })
  t.after(() => fleet.close())
  const [a, b, c, d] = fleet.bmcs.map(nodeOf)
  assert.ok(a && b && c && d)
  const auto = { ...d, protocol: 'auto' as const }
  const nodes = [a, ...through([b], 'sn1'), ...through([c], 'sn2'), ...through([auto], 'sn1')]
  const events = await Array.fromAsync(site.broker().run('reventlog resolved=LED --yes', nodes))
  assert.equal(outcomesOf(events, 4).size, 4)
  const notes = events.filter((event) => event.kind === 'note' && event.node === undefined)
  assert.equal(notes.length, 1, JSON.stringify(notes))
  const refused = await Array.fromAsync(site.broker().run('reventlog resolved=LED', nodes))
  assert.deepEqual(
    refused.map((event: RunEvent) => (event.kind === 'done' ? event.counts : event.kind)),
    ['failure', { ok: 0, failed: 0, notRun: 4 }],
  )
})
