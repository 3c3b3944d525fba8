import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { RETRY_PAUSES } from '../../src/core/patience.ts'
import { FOLLOW_PAUSES } from '../../src/hwctl/flows/log-checks.ts'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import type { FleetOptions } from '../../src/simulator/fleet-options.ts'
import { simulated } from '../cli/terminal.ts'
import { FollowedFleet } from './followed-fleet.ts'
import { SERVERS } from './machines.ts'

Object.assign(RETRY_PAUSES, { firstMs: 50, everyMs: 200 })
Object.assign(FOLLOW_PAUSES, { settleMs: 60_000, pollMs: 150 })

/** More by hand: HWCTL_FOLLOW_NODES=500 node --test --test-name-pattern 'through restarts' test/contract/eventlog-follow.test.ts */
const NODES = Number(process.env.HWCTL_FOLLOW_NODES ?? 24)

/** The request, or the last of them, by which a log of 80 entries is read whole; a Supermicro knows no other. */
const WHOLE: Readonly<Record<string, RegExp | undefined>> = {
  rest: /logging\/enumerate$/,
  openbmc: /EventLog\/Entries$/,
  dell: /Sel\/Entries\?\$skip=50/,
}

for (const protocol of ['openbmc', 'redfish'] as const) {
  /** Flavours and families take turns. */
  const bmcsOf = async (t: TestContext, options: FleetOptions) =>
    (await simulated(t, { protocol, bmcRebootMs: 150, ...options })).bmcs

  const first = async (t: TestContext, options: Omit<FleetOptions, 'nodes'> = {}): Promise<SimulatedBmc> => {
    const [bmc] = await bmcsOf(t, { nodes: 1, ...options })
    assert.ok(bmc)
    return bmc
  }

  describe(`following logs over ${protocol}`, { concurrency: true }, () => {
    test(`${NODES} BMCs through restarts, lost sessions and connections: every entry once, in order`, async (t) => {
      const bmcs = await bmcsOf(t, { nodes: NODES, logEntries: 3 })
      const followed = new FollowedFleet(bmcs)
      await followed.following()
      for (let round = 0; round < 4; round++) {
        for (const bmc of bmcs) followed.put(bmc)
        for (const [at, bmc] of bmcs.entries()) {
          if (at % 4 === round) await bmc.set({ reboot: true })
          if (at % 4 === (round + 1) % 4) await bmc.set({ dropSessions: true, dropConnections: true })
          followed.put(bmc)
        }
        await followed.caughtUp()
      }
      await followed.stop()
      followed.assertExactlyOnce()
      const done = followed.events.at(-1)
      assert.deepEqual(
        followed.events.filter(({ kind }) => kind === 'failure'),
        [],
      )
      assert.deepEqual(done, { kind: 'done', counts: { ok: NODES, failed: 0, notRun: 0 } })
      for (const bmc of bmcs) assert.ok(followed.warnings(bmc).length <= 4, bmc.name)
      const open = bmcs.map(({ counters }) => counters.openSessions - counters.loginsUnanswered)
      assert.ok(open.every((count) => count <= 4))
    })

    test('a log that is cleared starts again, with a word on it, and nothing is told of twice', async (t) => {
      const bmcs = await bmcsOf(t, { nodes: 2, logEntries: 5 })
      const followed = new FollowedFleet(bmcs)
      await followed.following()
      for (const bmc of bmcs) {
        followed.put(bmc)
        await followed.caughtUp() // what is made and cleared in one moment may be lost
        await bmc.set({ clearLog: true })
        for (let count = 0; count < 6; count++) followed.put(bmc)
      }
      await followed.caughtUp()
      await followed.stop()
      followed.assertExactlyOnce()
      for (const bmc of bmcs) assert.ok(followed.notes(bmc).some(({ said }) => said === 'log-restarted'))
    })

    test('the newest come first where they are asked for', async (t) => {
      const bmc = await first(t, { logEntries: 12 })
      const followed = new FollowedFleet([bmc], 2)
      await followed.following()
      followed.put(bmc)
      await followed.until(() => followed.told(bmc).length === 3)
      await followed.stop()
      const ids = followed.notes(bmc).flatMap((note) => (note.said === 'entry' ? [note.entry.id] : []))
      assert.deepEqual(ids, ['11', '12', '13'])
    })

    for (const kind of SERVERS.filter(({ options }) => options.protocol === protocol))
      test(`${kind.name}: entries come by themselves, or are asked for, without reading the whole log again`, async (t) => {
        const bmc = await first(t, { ...kind.options, logEntries: 80 })
        const followed = new FollowedFleet([bmc])
        await followed.following()
        const by = kind.options.family === 'supermicro' ? 'polling' : 'events'
        assert.deepEqual(followed.notes(bmc)[0], { said: 'following', again: false, by })
        for (let count = 0; count < 5; count++) followed.put(bmc)
        await followed.caughtUp()
        await followed.stop()
        followed.assertExactlyOnce()
        const whole = WHOLE[kind.options.family ?? 'rest']
        const wholes = bmc.counters.recentRequests.filter((line) => whole?.test(line))
        assert.equal(wholes.length, whole ? 1 : 0, wholes.join('; '))
        assert.equal(bmc.counters.openSessions, 0)
      })

    test('a BMC without events is asked again and again', async (t) => {
      const bmc = await first(t, { logEntries: 1 })
      await bmc.set({ tellsEvents: false })
      const followed = new FollowedFleet([bmc])
      await followed.following()
      assert.deepEqual(followed.notes(bmc)[0], { said: 'following', again: false, by: 'polling' })
      followed.put(bmc)
      await followed.caughtUp()
      await bmc.set({ clearLog: true })
      followed.put(bmc)
      followed.put(bmc)
      await followed.caughtUp()
      await followed.stop()
      followed.assertExactlyOnce()
    })

    test('a BMC that is away from the start is said so once, and followed when it comes; the other one streams on', async (t) => {
      const [away, here] = await bmcsOf(t, { nodes: 2 })
      assert.ok(away && here)
      await away.set({ reachable: false })
      const followed = new FollowedFleet([away, here], 'all')
      await followed.until(() => followed.notes(here).length > 0)
      followed.put(here)
      followed.put(away)
      await followed.until(() => followed.told(here).length === 1 && followed.warnings(away).length === 1)
      await away.set({ reachable: true })
      await followed.caughtUp()
      await followed.stop()
      followed.assertExactlyOnce()
      assert.equal(followed.warnings(away).length, 1)
    })

    test('a BMC that goes away is said so once, and when it is followed again; nothing of it is missed', async (t) => {
      const bmc = await first(t)
      const followed = new FollowedFleet([bmc])
      await followed.following()
      await bmc.set({ reachable: false })
      followed.put(bmc)
      await followed.until(() => followed.warnings(bmc).length === 1)
      await bmc.set({ reachable: true })
      await followed.until(() => followed.notes(bmc).some((note) => note.said === 'following' && note.again))
      followed.put(bmc)
      await followed.caughtUp()
      await followed.stop()
      followed.assertExactlyOnce()
      assert.equal(followed.warnings(bmc).length, 1)
    })

    test('a BMC that is away and of which nobody knows what it speaks is followed when it comes, too', async (t) => {
      const bmc = await first(t)
      await bmc.set({ reachable: false })
      const followed = new FollowedFleet([bmc], 0, { protocol: 'auto' })
      await followed.until(() => followed.warnings(bmc).length === 1)
      await bmc.set({ reachable: true })
      await followed.following()
      followed.put(bmc)
      await followed.caughtUp()
      await followed.stop()
      followed.assertExactlyOnce()
      assert.equal(followed.warnings(bmc).length, 1)
      assert.ok(followed.events.some((event) => event.kind === 'learned' && event.protocol === protocol))
    })

    test('who is away when it ends has failed, with the reason; who was followed has not', async (t) => {
      const [away, here] = await bmcsOf(t, { nodes: 2 })
      assert.ok(away && here)
      await away.set({ reachable: false })
      const followed = new FollowedFleet([away, here])
      await followed.until(() => followed.notes(here).length > 0 && followed.warnings(away).length === 1)
      await followed.stop()
      const failures = followed.events.filter((event) => event.kind === 'failure')
      assert.deepEqual(
        failures.map(({ node, error }) => [node, error.kind === 'connect' && error.reason]),
        [[away.name, 'Connection refused']],
      )
      const results = followed.events.filter((event) => event.kind === 'result')
      assert.deepEqual(results, [{ kind: 'result', node: here.name, value: { entries: 0 } }])
    })

    test('a certificate that changes ends the following of that BMC: the password is not sent to another one', async (t) => {
      const [changed, here] = await bmcsOf(t, { nodes: 2 })
      assert.ok(changed && here)
      const followed = new FollowedFleet([changed, here])
      await followed.following()
      await changed.set({ certificate: 'new', dropConnections: true })
      await followed.until(() => followed.events.some((event) => event.kind === 'failure'))
      const failure = followed.events.find((event) => event.kind === 'failure')
      assert.deepEqual([failure?.node, failure?.error.kind], [changed.name, 'trust'])
      followed.put(here)
      await followed.until(() => followed.told(here).length === 1)
      await followed.stop()
    })

    test('a log of 5000 entries', async (t) => {
      const bmc = await first(t, {
        logEntries: 5000,
        ...(protocol === 'openbmc' ? { flavour: 'bmcweb' } : { family: 'openbmc' }),
      })
      const followed = new FollowedFleet([bmc], 1)
      await followed.until(() => followed.told(bmc).length === 1)
      await followed.following()
      bmc.log.add({ message: 'a.b.Next' })
      await followed.until(() => followed.told(bmc).at(-1) === 'a.b.Next')
      await followed.stop()
      assert.equal(followed.told(bmc).length, 2)
    })
  })
}
