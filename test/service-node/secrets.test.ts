import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createUser } from '@nats-io/nkeys'
import { KnownServiceNodes } from '../../src/broker/runners/service-node/approved-keys.ts'
import { brokerFiles } from '../../src/broker/runners/service-node/broker-files.ts'
import { Bus } from '../../src/bus/bus.ts'
import { usersConf } from '../../src/bus/nats-conf.ts'
import { newSealKey } from '../../src/bus/seal-key.ts'
import { HwctlError } from '../../src/core/errors.ts'
import { type NodeInfo, Secret } from '../../src/core/node.ts'
import { firmwareFolder } from '../contract/firmware-tars.ts'
import { nodeOf } from '../contract/machines.ts'
import { startFleet } from '../simulator/fleet.ts'
import { madeUp, type ServedScript, serviceNodeHere } from './in-process-node.ts'
import { NatsProcess } from './nats-process.ts'
import { outcomesOf, tally } from './outcomes.ts'
import { formsOf, secretsIn } from './secret-forms.ts'
import { Site, through } from './site.ts'
import { Wire } from './wire.ts'

const PASSWORD = 'b00t/w@rd+1'
const NEW_PASSWORD = 'N3w/p@ss+w0rd'
const PENDING = 'P3nd/ing+w@rd'

/** NATS, and a way to it that keeps every byte of the connections: what a packet capture of its port would hold. */
async function recordedNats(t: TestContext) {
  const nats = await NatsProcess.start(t)
  const wire = await Wire.open(t, nats.port)
  return { nats, wire }
}

test('the bytes of the port of NATS hold no password, no new password, no token and no answer, in no form', async (t) => {
  const { nats, wire } = await recordedNats(t)
  const site = new Site(t, wire.url)
  await site.serviceNode('sn1', wire.url)
  const eavesdropper = await Bus.connect({ servers: [nats.url], name: 'eavesdropper' })
  t.after(() => eavesdropper[Symbol.asyncDispose]())
  const heard: Uint8Array[] = []
  eavesdropper.listen('>', (message) => heard.push(message))
  await eavesdropper.settled()
  const fleet = await startFleet({
    nodes: 4,
    protocol: 'mixed',
    family: 'openbmc',
    password: PASSWORD,
    flashMs: 0,
  })
  t.after(() => fleet.close())
  const nodes = through(fleet.bmcs.map(nodeOf), 'sn1')
  const broker = site.broker()
  const tokens = new Set<string>()
  const run = async (line: string, over: Partial<NodeInfo> = {}) => {
    const asked = nodes.map((node) => ({ ...node, ...over }))
    const events = await Array.fromAsync(broker.run(line, asked, { trace: true }))
    assert.equal(outcomesOf(events, 4).size, 4)
    for (const { sessions } of fleet.bmcs) for (const { token } of sessions.all) tokens.add(token)
    return events
  }
  const first = await run('rpower stat', { pendingPassword: new Secret(PENDING) })
  assert.deepEqual(tally(outcomesOf(first, 4)), { off: 4 })
  assert.ok(first.some(({ kind }) => kind === 'trace'))
  assert.ok(
    (await run('rpower stat', { password: new Secret(`${PASSWORD}x`) })).some(
      ({ kind }) => kind === 'failure',
    ),
  )
  const flashed = await run(`rflash -u ${join(firmwareFolder(t), 'bmc.tar')}`)
  assert.equal(
    flashed.filter(({ kind }) => kind === 'result').length,
    4,
    JSON.stringify(flashed.filter(({ kind }) => kind === 'failure')),
  )
  const changed = await run(`rspconfig admin_passwd=${PASSWORD},${NEW_PASSWORD}`)
  assert.ok(
    changed.some(({ kind }) => kind === 'result'),
    JSON.stringify(changed),
  )
  await run('rpower on', { password: new Secret(NEW_PASSWORD) })
  assert.ok(
    fleet.bmcs.every(({ counters }) => counters.powerActions.length === 1),
    'they took the new password',
  )
  const all = Buffer.concat([wire.passed, ...heard])
  assert.ok(
    all.includes('hwctl.sn.sn1.in') && all.includes('hwctl.from.sn1.'),
    'both directions were recorded',
  )
  assert.ok(all.includes('purpose=xyz.openbmc_project'), 'and whole messages: the image is no secret')
  assert.ok(tokens.size >= 8, `${tokens.size} tokens`)
  const words = [
    'rpower',
    'rspconfig',
    'admin_passwd',
    'sim0001',
    ...fleet.bmcs.map(({ address }) => address),
  ]
  assert.deepEqual(secretsIn(all, [PASSWORD, NEW_PASSWORD, PENDING, ...tokens, ...words]), [])
})

test('what is said in the clear over NATS would be found, in every form', async (t) => {
  const { wire } = await recordedNats(t)
  const bus = await Bus.connect({ servers: [wire.url], name: 'broker' })
  t.after(() => bus[Symbol.asyncDispose]())
  for (const [form, text] of formsOf(PASSWORD)) {
    bus.publish('hwctl.sn.sn1.in', Buffer.from(text, 'latin1'))
    await bus.settled()
    const found = secretsIn(wire.passed, [PASSWORD])
    assert.ok(found.includes(`${PASSWORD} ${form}`), `${form}: ${found}`)
  }
  for (const before of ['', 'x', 'xy', 'xyz']) {
    const basic = Buffer.from(`${before}:${PASSWORD}:behind`).toString('base64')
    assert.notDeepEqual(secretsIn(Buffer.from(basic), [PASSWORD]), [])
  }
})

test('credentials let a service node hear and say only what is its own', async (t) => {
  const [broker, one] = [createUser(), createUser()]
  const users = [
    { name: 'broker', nkey: broker.getPublicKey() },
    { name: 'sn1', nkey: one.getPublicKey() },
  ]
  const nats = await NatsProcess.start(t, usersConf(users))
  const seed = (user: { getSeed(): Uint8Array }) => new TextDecoder().decode(user.getSeed())
  const [from, sn1] = await Promise.all([
    Bus.connect({ servers: [nats.url], name: 'broker', seed: seed(broker) }),
    Bus.connect({ servers: [nats.url], name: 'sn1', seed: seed(one) }),
  ])
  t.after(() => Promise.all([from[Symbol.asyncDispose](), sn1[Symbol.asyncDispose]()]))
  const heard: string[] = []
  for (const subject of ['hwctl.sn.sn1.in', 'hwctl.sn.sn2.in', 'hwctl.from.sn2.alive', '>'])
    sn1.listen(subject, (_, on) => heard.push(on))
  const heardThere: string[] = []
  from.listen('hwctl.from.*.alive', (_, on) => heardThere.push(on))
  await Promise.all([from.settled(), sn1.settled()])
  for (const name of ['sn1', 'sn2']) from.publish(`hwctl.sn.${name}.in`, 'x')
  for (const name of ['sn1', 'sn2']) sn1.publish(`hwctl.from.${name}.alive`, 'x')
  sn1.publish('hwctl.sn.sn2.in', 'x')
  await Promise.all([from.settled(), sn1.settled()])
  await Promise.all([from.settled(), sn1.settled()])
  assert.deepEqual(heard, ['hwctl.sn.sn1.in'])
  assert.deepEqual(heardThere, ['hwctl.from.sn1.alive'])
  const stranger = Bus.connect({ servers: [nats.url], name: 'sn1', seed: seed(createUser()) })
  await assert.rejects(stranger, (thrown) => {
    assert.ok(thrown instanceof HwctlError)
    assert.partialDeepStrictEqual(thrown.facts, {
      problem: 'bus',
      reason: `${nats.url}: it refuses the credentials`,
    })
    return true
  })
})

test('an agent whose key is not approved, or is another one, is given nothing', async (t) => {
  const nats = await NatsProcess.start(t)
  const site = new Site(t, nats.url)
  const agent = await site.serviceNode('sn1', nats.url)
  const fleet = await startFleet({ nodes: 2 })
  t.after(() => fleet.close())
  const nodes = through(fleet.bmcs.map(nodeOf), 'sn1')
  const broker = site.broker()
  site.approve('sn1', newSealKey().public)
  const [other = ''] = Object.keys(
    tally(outcomesOf(await Array.fromAsync(broker.run('rpower stat', nodes)), 2)),
  )
  const fingerprint = /"key":"([\da-f-]+)"/.exec(agent.log)?.[1]
  assert.ok(other.includes(`shows another key than the approved one (${fingerprint})`), other)
  site.forget('sn1')
  const [none = ''] = Object.keys(tally(outcomesOf(await Array.fromAsync(broker.run('rpower on', nodes)), 2)))
  assert.ok(none.includes(`the key of service node sn1 is not approved (${fingerprint})`), none)
  assert.equal(fleet.totals().logins, 0)
})

test('a service node that says it is of a pool that it was not let into, or calls its pool as another one, is given nothing', async (t) => {
  const nats = await NatsProcess.start(t)
  const site = new Site(t, nats.url)
  let given = 0
  const script: ServedScript = async function* script(nodes) {
    given += nodes.length
    for (const { name } of nodes) yield { kind: 'result', node: name, value: { state: 'on' } }
  }
  const here = (name: string, pool: string) =>
    serviceNodeHere(t, { site, url: nats.url, script }, { name, pool })
  site.approve('sn1', newSealKey().public)
  await Promise.all([here('sn2', 'sn1'), here('sn3', 'rack')])
  new KnownServiceNodes(brokerFiles(site.home).known).set('sn3', {
    ...new KnownServiceNodes(brokerFiles(site.home).known).all().get('sn3'),
    pool: 'another',
  })
  for (const pool of ['sn1', 'rack']) {
    const run = site.broker().run('rpower stat', through(madeUp(2), pool))
    const [text = ''] = Object.keys(tally(outcomesOf(await Array.fromAsync(run), 2)))
    assert.match(text, /^Not sent: no service node of (sn1|rack) answers/)
  }
  assert.equal(given, 0)
})

test('what was recorded is not heeded when it is said again', async (t) => {
  const nats = await NatsProcess.start(t)
  const site = new Site(t, nats.url)
  await site.serviceNode('sn1', nats.url)
  const recorder = await Bus.connect({ servers: [nats.url], name: 'recorder' })
  t.after(() => recorder[Symbol.asyncDispose]())
  const orders: Uint8Array[] = []
  recorder.listen('hwctl.sn.sn1.in', (message) => orders.push(message))
  await recorder.settled()
  const fleet = await startFleet({ nodes: 1, protocol: 'redfish' })
  t.after(() => fleet.close())
  const broker = site.broker()
  const nodes = through(fleet.bmcs.map(nodeOf), 'sn1')
  await Array.fromAsync(broker.run('rpower on', nodes))
  for (const order of [...orders]) recorder.publish('hwctl.sn.sn1.in', order)
  await recorder.settled()
  assert.deepEqual(tally(outcomesOf(await Array.fromAsync(broker.run('rpower off', nodes)), 1)), { off: 1 })
  for (const order of [...orders]) recorder.publish('hwctl.sn.sn1.in', order)
  assert.deepEqual(tally(outcomesOf(await Array.fromAsync(broker.run('rpower stat', nodes)), 1)), { off: 1 })
  assert.deepEqual(
    fleet.bmcs.map(({ counters }) => counters.powerActions.map(({ value }) => value)),
    [['On', 'ForceOff']],
  )
})
