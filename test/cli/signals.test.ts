import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import { type Ended, eventsOf, fleetAtHand, linesOf } from './terminal.ts'

/** Longer than any test takes. */
const LONG_MS = 600_000

/** Resolves when the BMC is asked something that begins so; `before` happens before it answers. */
function asked({ seen }: SimulatedBmc, beginning: string, before = () => {}): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const sawRequest = seen.sawRequest.bind(seen)
  seen.sawRequest = (method, path, remembered) => {
    sawRequest(method, path, remembered)
    if (!`${method} ${path}`.startsWith(beginning)) return
    before()
    resolve()
  }
  return promise
}

/** Four BMCs, two at a time, whose machines take too long to start: two are being waited for, two are not reached. */
async function underWay(t: TestContext, program: 'rpower' | 'hwctl', ...more: readonly string[]) {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 4, powerDelayMs: LONG_MS })
  const before = program === 'hwctl' ? ['rpower'] : []
  const words = ['sim[0001-0004]', 'on', '--wait', '--fanout', '2', '-V', ...more]
  const running = terminal.start(program, ...before, ...words)
  return { fleet, running }
}

/** Both have been switched on, and are being asked whether they are. */
function bothAreWaitedFor(said: string): boolean {
  return ['sim0001', 'sim0002'].every(
    (node) =>
      said.includes(`${node}: list_power_states 200`) ||
      new RegExp(`"node":"${node}".*"list_power_states".*"answered"`).test(said),
  )
}

function assertTold({ out, err }: Ended, reason: string): void {
  const outcomes = linesOf(err).filter((line) => line.includes(']: Error: '))
  assert.deepEqual(outcomes.map((line) => line.replace(/\[.*\]: /, '')).toSorted(), [
    `sim0001: Error: Broken off: ${reason}.`,
    `sim0002: Error: Broken off: ${reason}.`,
    `sim0003: Error: Not reached: ${reason}.`,
    `sim0004: Error: Not reached: ${reason}.`,
  ])
  assert.equal(out, '')
}

for (const { signal, program, code, reason } of [
  { signal: 'SIGINT', program: 'hwctl', code: 130, reason: 'interrupted' },
  { signal: 'SIGTERM', program: 'hwctl', code: 130, reason: 'terminated' },
  { signal: 'SIGINT', program: 'rpower', code: 1, reason: 'interrupted' },
] as const)
  test(`${signal} ends ${program}: every node is told of, every session ended`, async (t) => {
    const { fleet, running } = await underWay(t, program)
    await running.until(bothAreWaitedFor)
    running.child.kill(signal)
    const ended = await running.ended()
    assert.equal(ended.code, code)
    assertTold(ended, reason)
    const { openSessions, logouts, powerActionCount } = fleet.totals()
    assert.deepEqual([openSessions, logouts, powerActionCount], [0, 2, 2])
  })

test('--timeout ends a run the same way', async (t) => {
  const { fleet, running } = await underWay(t, 'hwctl', '--timeout', '1')
  const ended = await running.ended()
  assert.equal(ended.code, 130)
  assertTold(ended, 'the time limit of 1 s ran out')
  assert.equal(fleet.totals().openSessions, 0)
})

test('a run that is interrupted has one outcome a node in --json too', async (t) => {
  const { running } = await underWay(t, 'hwctl', '--json')
  await running.until(bothAreWaitedFor)
  running.child.kill('SIGINT')
  const { code, out } = await running.ended()
  assert.equal(code, 130)
  const events = eventsOf(out)
  const failures = events.filter(({ kind }) => kind === 'failure')
  assert.equal(new Set(failures.map((event) => 'node' in event && event.node)).size, 4)
  assert.equal(failures.length, 4)
  assert.deepEqual(events.at(-1), { kind: 'done', counts: { ok: 0, failed: 4, notRun: 0 } })
})

test('a second SIGINT ends at once', async (t) => {
  const { fleet, running } = await underWay(t, 'hwctl')
  await running.until(bothAreWaitedFor)
  for (const bmc of fleet.bmcs) await bmc.set({ latencyMs: LONG_MS })
  running.child.kill('SIGINT')
  await running.until((said) => said.split('Broken off').length === 3)
  running.child.kill('SIGINT')
  const { code, err } = await running.ended()
  assert.equal(code, 130)
  assert.ok(!err.includes('Warning'), 'it waited for the logouts')
})

test('a write that was on the wire is said to be of unknown outcome', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 1, flavour: 'phosphor' })
  const [bmc] = fleet.bmcs
  assert.ok(bmc)
  const write = asked(bmc, 'PUT ', () => {
    bmc.latencyMs = LONG_MS
  })
  asked(bmc, 'POST /logout', () => {
    bmc.latencyMs = 0
  })
  const running = terminal.start('hwctl', 'power', 'all', 'off')
  await write
  running.child.kill('SIGINT')
  const { code, err } = await running.ended()
  assert.equal(code, 130)
  assert.match(err, /^sim0001: \[.*\]: Error: Broken off: interrupted\. It is not known whether /)
  assert.equal(bmc.counters.openSessions, 0)
})

test('SIGINT while it is found out which protocol a BMC speaks', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 1, latencyMs: LONG_MS })
  const [bmc] = fleet.bmcs
  assert.ok(bmc)
  await terminal.out('hwctl', 'nodes', 'set', 'all', 'protocol=auto')
  const probe = asked(bmc, 'GET /redfish')
  const running = terminal.start('hwctl', 'power', 'all', 'stat')
  await probe
  running.child.kill('SIGINT')
  const { code, out, err } = await running.ended()
  assert.deepEqual([code, out], [130, ''])
  assert.match(err, /^sim0001: \[.*\]: Error: Broken off: interrupted\.\n$/)
})
