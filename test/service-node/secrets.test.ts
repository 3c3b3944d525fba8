import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUser } from '@nats-io/nkeys'
import { Bus } from '../../src/bus/bus.ts'
import { usersConf } from '../../src/bus/nats-conf.ts'
import { newSealKey } from '../../src/bus/seal-key.ts'
import { HwctlError } from '../../src/core/errors.ts'
import { Secret } from '../../src/core/node.ts'
import { nodeOf } from '../contract/machines.ts'
import { startFleet } from '../simulator/fleet.ts'
import { NatsProcess } from './nats-process.ts'
import { outcomesOf, tally } from './outcomes.ts'
import { Site, through } from './site.ts'
import { Wire } from './wire.ts'

test('whoever records all that passes over NATS finds no password, no new password, no token and no answer', async (t) => {
  const nats = await NatsProcess.start(t)
  const wire = await Wire.open(t, nats.port)
  const site = new Site(t, wire.url)
  await site.serviceNode('sn1', wire.url)
  const eavesdropper = await Bus.connect({ servers: [nats.url], name: 'eavesdropper' })
  t.after(() => eavesdropper[Symbol.asyncDispose]())
  const heard: Uint8Array[] = []
  eavesdropper.listen('>', (message) => heard.push(message))
  await eavesdropper.settled()
  const fleet = await startFleet({ nodes: 3, protocol: 'mixed' })
  t.after(() => fleet.close())
  const nodes = fleet.bmcs.map((bmc) => ({
    ...nodeOf(bmc),
    pendingPassword: new Secret('P3nding-word'),
  }))
  const broker = site.broker()
  const traced = { trace: true }
  const events = await Array.fromAsync(broker.run('rpower stat', through(nodes, 'sn1'), traced))
  assert.deepEqual(tally(outcomesOf(events, 3)), { off: 3 })
  assert.ok(events.some(({ kind }) => kind === 'trace'))
  await Array.fromAsync(broker.run('rspconfig admin_passwd=0penBmc,N3w-passw0rd', through(nodes, 'sn1')))
  const all = Buffer.concat([wire.passed, ...heard])
  assert.ok(heard.length > 5 && all.includes('hwctl.sn.sn1.in'), 'it heard what was said')
  const tokens = fleet.bmcs.flatMap(({ sessions }) => sessions.all.map(({ token }) => token))
  assert.ok(tokens.length > 0)
  for (const secret of [
    '0penBmc',
    'P3nding-word',
    'N3w-passw0rd',
    'rpower',
    'rspconfig',
    'sim0001',
    ...tokens,
  ])
    assert.ok(!all.includes(secret), `${secret} was said`)
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
