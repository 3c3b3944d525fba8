import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import type { Fleet } from '../../src/simulator/fleet.ts'
import { firmwareFolder } from '../contract/firmware-tars.ts'
import { until } from '../simulator/bmc-client.ts'
import { eventsOf, fleetAtHand, type Running } from './terminal.ts'

const NODES = 50

/** Fifty machines that run, and a folder with their new firmware, where the operator stands. */
async function rack(t: TestContext) {
  const { fleet, terminal } = await fleetAtHand(t, {
    nodes: NODES,
    protocol: 'openbmc',
    power: 'on',
    flashMs: 2000,
    bmcRebootMs: 1500,
    powerDelayMs: 300,
  })
  return { fleet, terminal, folder: firmwareFolder(t) }
}

/** Resolves when some nodes are done and others are in the middle of it. */
function inTheMiddle(running: Running): Promise<void> {
  return running.until((said) => said.split('"kind":"result"').length > 8)
}

async function everyBmcIsReady(fleet: Fleet): Promise<void> {
  await until(() => fleet.bmcs.every(({ bmcState }) => bmcState === 'Ready'))
}

/** Whatever was killed, nothing was done twice, and nothing was left out. */
async function assertFlashedOnce(fleet: Fleet, restart = 'RequestedHostTransition=On'): Promise<void> {
  await until(() => fleet.bmcs.every(({ state }) => state.host === 'Running'))
  for (const { counters, firmware, name } of fleet.bmcs) {
    const { uploads, activations, bmcReboots, powerActionCounts } = counters
    assert.deepEqual(
      { uploads, activations, bmcReboots, on: powerActionCounts[restart] },
      { uploads: 2, activations: 2, bmcReboots: 1, on: 1 },
      name,
    )
    const running = [...firmware.functional].map((id) => firmware.images.get(id)?.version).sort()
    assert.deepEqual(running, ['bmc-v3', 'host-v3'], name)
  }
}

/** Nodes that have a result in what was printed. */
function doneIn(out: string): readonly string[] {
  return eventsOf(out).flatMap((event) => (event.kind === 'result' ? [event.node as string] : []))
}

test('rflash of 50 nodes: kill -9 of the command line, then resume: each is flashed exactly once', async (t) => {
  const { fleet, terminal, folder } = await rack(t)
  const first = terminal.start('hwctl', 'rflash', 'all', '-d', folder, '--json', '--at-once', '30')
  await inTheMiddle(first)
  const closed = once(first.child, 'close')
  first.child.kill('SIGKILL')
  await closed
  const before = doneIn((await first.ended()).out.replace(/[^\n]*$/, ''))
  // At once: what the job has restarted is waited for.
  const second = await terminal.run('hwctl', 'jobs', 'resume', '1')
  assert.equal(second.code, 0, second.err)
  const after = doneIn(second.out)
  assert.ok(before.length > 0 && after.length > 0)
  assert.deepEqual(
    before.filter((node) => after.includes(node)),
    [],
    'a node that was shown as done is not run again',
  )
  await assertFlashedOnce(fleet)
  assert.match(await terminal.out('hwctl', 'jobs'), /^1 +done .* 50 +0 +0 /m)
})

test('rflash of 50 nodes: kill -9 of the agent, then resume: each is flashed exactly once', async (t) => {
  const { fleet, terminal, folder } = await rack(t)
  const start = (...words: string[]) => terminal.startWith({ HWCTL_AGENT: '' }, 'hwctl', ...words)
  try {
    const first = start('rflash', 'all', '-d', folder, '--json', '--at-once', '30')
    await inTheMiddle(first)
    const status = await start('agent', 'status').ended()
    const [, pid] = /process (\d+),/.exec(status.out) ?? []
    assert.ok(pid, status.out)
    process.kill(Number(pid), 'SIGKILL')
    const { code, err, out } = await first.ended()
    assert.equal(code, 1)
    assert.match(err, /^Go on with: hwctl jobs resume 1$/m)
    const second = await start('jobs', 'resume', '1').ended()
    assert.equal(second.code, 0, second.err)
    assert.equal(doneIn(out).length + doneIn(second.out).length, NODES)
    await assertFlashedOnce(fleet)
  } finally {
    await start('agent', 'stop').ended()
  }
})

test('rflash over Redfish: kill -9 of the command line, then resume: each is flashed exactly once', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, {
    nodes: 6,
    protocol: 'redfish',
    family: 'openbmc',
    power: 'on',
    flashMs: 2000,
    bmcRebootMs: 1500,
    powerDelayMs: 300,
  })
  const folder = firmwareFolder(t)
  const first = terminal.start('hwctl', 'rflash', 'all', '-d', folder, '--json', '--at-once', '3')
  await first.until((said) => said.includes('"kind":"result"'))
  const closed = once(first.child, 'close')
  first.child.kill('SIGKILL')
  await closed
  const before = doneIn((await first.ended()).out.replace(/[^\n]*$/, ''))
  await everyBmcIsReady(fleet)
  const second = await terminal.run('hwctl', 'jobs', 'resume', '1')
  assert.equal(second.code, 0, second.err)
  const after = doneIn(second.out)
  assert.ok(before.length > 0 && after.length > 0)
  assert.ok(before.every((node) => !after.includes(node)))
  await assertFlashedOnce(fleet, 'ComputerSystem.Reset=ForceRestart')
})
