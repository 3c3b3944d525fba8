import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Client } from 'undici'
import type { Totals } from '../../src/simulator/totals.ts'
import { type Ended, linesOf, Terminal } from './terminal.ts'

const NODES = 1000

/** A thousand BMCs of every kind in a process of their own, and their nodes. */
async function bigFleet(t: TestContext) {
  const terminal = new Terminal(t)
  const simulator = terminal.start(
    'hwctl',
    ...['simulate', '--nodes', String(NODES), '--protocol', 'mixed', '--first-address', 'auto'],
    ...['--power-delay', '200', '--write-nodes', 'nodes.yaml', '--control', 'control.sock'],
  )
  await simulator.until((said) => said.includes('simulated BMCs answer'))
  await terminal.out('hwctl', 'nodes', 'apply', '-f', 'nodes.yaml')
  const control = new Client('http://simulator', { socketPath: join(terminal.home, 'control.sock') })
  t.after(() => control.destroy())
  const ask = async (method: 'GET' | 'POST', path: string): Promise<Totals> => {
    const { body } = await control.request({ method, path })
    return (await body.json()) as Totals
  }
  return {
    terminal,
    simulator,
    /** What the BMCs saw since the last time, once every connection is closed. */
    async seen(): Promise<Totals> {
      let totals = await ask('GET', '/totals')
      while (totals.openConnections > 0) totals = await ask('GET', '/totals')
      await ask('POST', '/reset-counters')
      return totals
    },
  }
}

/** Every node has said exactly this. */
function assertAllSaid({ code, out, err }: Ended, text: string): void {
  assert.equal(err, '')
  const expected = Array.from({ length: NODES }, (_, at) => `sim${String(at + 1).padStart(4, '0')}: ${text}`)
  assert.deepEqual(linesOf(out).toSorted(), expected)
  assert.equal(code, 0)
}

/** Each BMC was logged in to once and logged out of once. */
function assertLeftAlone({ openSessions, logins, logouts, loginsRefused }: Totals): void {
  assert.deepEqual(
    { openSessions, logins, logouts, loginsRefused },
    { openSessions: 0, logins: NODES, logouts: NODES, loginsRefused: 0 },
  )
}

test('a thousand nodes of both protocols', async (t) => {
  const { terminal, simulator, seen } = await bigFleet(t)

  await t.test('stat answers once a node', async () => {
    assertAllSaid(await terminal.run('rpower', 'all', 'stat'), 'off')
    const totals = await seen()
    assertLeftAlone(totals)
    assert.equal(totals.powerActionCount, 0)
  })

  await t.test('on, and wait until it is so', async () => {
    assertAllSaid(await terminal.run('rpower', 'all', 'on', '--wait'), 'on')
    const totals = await seen()
    assertLeftAlone(totals)
    assert.deepEqual([totals.powerActionCount, totals.hosts], [NODES, { Running: NODES }])
  })

  await t.test('a power cycle, and wait until it is done', async () => {
    assertAllSaid(await terminal.run('rpower', 'all', 'cycle', '--wait'), 'cycle')
    const totals = await seen()
    assertLeftAlone(totals)
    assert.deepEqual(totals.hosts, { Running: NODES })
    // Half speak OpenBMC's REST. Of the 500 others, every third is a Supermicro, which has no PowerCycle.
    assert.deepEqual(totals.powerActionCounts, {
      'RequestedPowerTransition=Off': 500,
      'RequestedHostTransition=On': 500,
      'ComputerSystem.Reset=PowerCycle': 334,
      'ComputerSystem.Reset=ForceOff': 166,
      'ComputerSystem.Reset=On': 166,
    })
  })

  await t.test('reset', async () => {
    assertAllSaid(await terminal.run('rpower', 'all', 'reset'), 'reset')
    const totals = await seen()
    assertLeftAlone(totals)
    assert.deepEqual(totals.powerActionCounts, {
      'RequestedPowerTransition=Off': 500,
      'RequestedHostTransition=On': 500,
      'ComputerSystem.Reset=ForceRestart': 500,
    })
  })

  await t.test('the boot source', async () => {
    assertAllSaid(await terminal.run('rsetboot', 'all', 'net'), 'Network')
    assertLeftAlone(await seen())
  })

  await t.test('the simulator says that no session was left open', async () => {
    simulator.child.kill('SIGTERM')
    const { code, out } = await simulator.ended()
    assert.equal(code, 0)
    assert.match(linesOf(out).at(-1) ?? '', /, 0 sessions left open, /)
  })
})
