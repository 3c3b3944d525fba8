import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startFleet } from '../simulator/fleet.ts'
import { eventsOf, fleetAtHand, linesOf, Terminal } from './terminal.ts'

const REST = { protocol: 'openbmc', nodes: 2 } as const

test('Ctrl-C ends a follow that works: exit code 0, nothing on stderr, sessions ended', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { ...REST, logEntries: 1 })
  const running = terminal.start('reventlog', 'sim', '1', '--follow', '--utc')
  await running.until((said) => linesOf(said).length === 2)
  fleet.bmcs[0]?.log.add({ message: 'a.b.New', additionalData: ['_PID=5'], timestamp: 1_500_000_000_000 })
  await running.until((said) => linesOf(said).length === 3)
  running.child.kill('SIGINT')
  const { code, out, err } = await running.ended()
  assert.deepEqual([code, err], [0, ''])
  assert.equal(linesOf(out)[2], 'sim0001: 07/14/2017 02:40:00 [2]: a.b.New (PID: 5), Resolved: 0')
  assert.equal(fleet.totals().openSessions, 0)
})

test('--timeout ends it too; a node that was never reached is an error, the others are not', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, REST)
  await fleet.bmcs[1]?.set({ reachable: false })
  const { code, out, err } = await terminal.run('hwctl', 'reventlog', 'sim', '-f', '--timeout', '2')
  assert.deepEqual([code, out], [130, ''])
  assert.deepEqual(
    linesOf(err).map((line) => line.replace(/\[.*?\]: /, '').split(/(?<=BMC failed)/)[0]),
    ['sim0002: Warning: Login to BMC failed', 'sim0002: Error: Login to BMC failed'],
  )
})

test('1.11 Resolving faults over a xCAT noderange is not recommended: resolved= on more than one node is refused, as in xCAT, unless --yes is said', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { ...REST, logEntries: 1 })
  const refused = await terminal.run('reventlog', 'sim', 'resolved=1')
  assert.deepEqual([refused.code, refused.out], [1, ''])
  assert.match(refused.err, /Error: .*Resolving faults over a xCAT noderange is not recommended\./)
  assert.equal(fleet.totals().requests, 0)
  const done = await terminal.run('reventlog', 'sim', 'resolved=1', '--yes')
  assert.deepEqual(
    [done.code, linesOf(done.out)[0], linesOf(done.out).slice(1).toSorted()],
    [
      0,
      'Attempting to resolve the following log entries: 1...',
      ['sim0001: Resolved 1', 'sim0002: Resolved 1'],
    ],
  )
})

test('a follow goes on at another agent when its agent is killed: every entry once', async (t) => {
  await using fleet = await startFleet({ ...REST, logEntries: 2 })
  const terminal = new Terminal(t, '')
  for (const bmc of fleet.bmcs) await terminal.define(bmc)
  try {
    const running = terminal.start('hwctl', 'reventlog', 'all', '-f', '--json')
    const has = (text: string, times: number) => (said: string) => said.split(text).length > times
    await running.until(has('"following"', 2))
    for (const bmc of fleet.bmcs) bmc.log.add({ message: 'a.b.One' })
    await running.until(has('a.b.One"]]', 2))
    const pid = /process (\d+)/.exec(await terminal.out('hwctl', 'agent', 'status'))?.[1]
    process.kill(Number(pid), 'SIGKILL')
    for (const bmc of fleet.bmcs) bmc.log.add({ message: 'a.b.Two' })
    await running.until(has('"following"', 4))
    for (const bmc of fleet.bmcs) bmc.log.add({ message: 'a.b.Three' })
    await running.until(has('a.b.Three"]]', 2))
    running.child.kill('SIGINT')
    const { code, out } = await running.ended()
    assert.equal(code, 0)
    for (const { name } of fleet.bmcs) {
      const notes = eventsOf(out).flatMap((event) =>
        event.kind === 'note' && event.node === name ? [event.note as { entry?: { message: string } }] : [],
      )
      assert.deepEqual(
        notes.flatMap(({ entry }) => (entry ? [entry.message] : [])),
        ['a.b.One', 'a.b.Two', 'a.b.Three'],
      )
    }
  } finally {
    await terminal.run('hwctl', 'agent', 'stop')
  }
})
