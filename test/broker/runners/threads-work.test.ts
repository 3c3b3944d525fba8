import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Worker } from 'node:worker_threads'
import type { BmcLocks } from '../../../src/broker/jobs/bmc-locks.ts'
import { HomeLocks } from '../../../src/broker/jobs/home-locks.ts'
import { inProcessRunner } from '../../../src/broker/runners/in-process.ts'
import type { Call } from '../../../src/core/capability.ts'
import type { RunEvent } from '../../../src/core/event.ts'
import type { NodeInfo } from '../../../src/core/node.ts'
import type { RunOptions } from '../../../src/core/runner.ts'
import { Flash } from '../../../src/hwctl/managers/flash.ts'
import { Power } from '../../../src/hwctl/managers/power.ts'
import { firmwareFolder } from '../../contract/firmware-tars.ts'
import { nodeOf } from '../../contract/machines.ts'
import { temporaryFolder } from '../../nodes/temporary-store.ts'
import { memoryPins } from '../../rest/web-server.ts'
import { startFleet } from '../../simulator/fleet.ts'

/** A fleet, a runner that uses three threads for it, and the locks of its home folder as another one sees them. */
async function threaded(t: TestContext, nodes: number, flashMs = 0) {
  const fleet = await startFleet({ nodes, protocol: 'openbmc', power: 'on', bmcRebootMs: 1500, flashMs })
  t.after(() => fleet.close())
  const home = temporaryFolder(t)
  const runner = inProcessRunner({ pins: memoryPins(), threads: 3, manyNodes: nodes, locksHome: home })
  const locks = new HomeLocks(home)
  t.after(() => locks.close())
  const targets = fleet.bmcs.map(nodeOf)
  const run = (call: Call, over: Partial<RunOptions> = {}) => {
    const options = { signal: new AbortController().signal, fanout: 64, cwd: '/', trace: false, ...over }
    return runner.run({ command: 'rflash', words: [], call }, targets, options)
  }
  return { bmcs: fleet.bmcs, locks: locks.open(), run, runner, targets }
}

function isHeld(locks: BmcLocks, node: NodeInfo): boolean {
  try {
    locks.check(node)
    return false
  } catch {
    return true
  }
}

const errorsOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.kind === 'failure' ? [event.error] : []))

test('a flash in threads takes locks, tells progress and checkpoints, and goes on from them', async (t) => {
  const { bmcs, locks, run, runner, targets } = await threaded(t, 9)
  const directory = firmwareFolder(t)
  const call = Flash.flash({ directory, hostReboot: true, clearDumps: false })
  const held = new Set<string>()
  const events: RunEvent[] = []
  for await (const event of run(call)) {
    events.push(event)
    if (event.kind !== 'checkpoint') continue
    for (const node of targets.filter(({ name }) => name === event.node))
      if (isHeld(locks, node)) held.add(node.name)
  }
  assert.deepEqual(errorsOf(events), [])
  assert.equal(held.size, 9)
  for (const { name } of targets)
    for (const kind of ['progress', 'checkpoint'])
      assert.ok(
        events.some((event) => event.kind === kind && 'node' in event && event.node === name),
        `${name} ${kind}`,
      )
  for (const { counters } of bmcs) assert.equal(counters.bmcReboots, 1)
  assert.ok(targets.every((node) => !isHeld(locks, node)))
  const checkpoints = new Map(
    events.flatMap((event) => (event.kind === 'checkpoint' ? [[event.node, event.checkpoint]] : [])),
  )
  for (const { firmware } of bmcs) {
    const [old] = firmware.images.values()
    firmware.functional.clear()
    firmware.functional.add(old?.id ?? '')
  }
  const again = await Array.fromAsync(run(call, { checkpoints }))
  assert.deepEqual(
    errorsOf(again).map(({ kind }) => kind),
    Array(9).fill('firmware'),
    'a BMC that runs its old version is not restarted again: its checkpoint says that it was',
  )
  for (const { counters } of bmcs) assert.equal(counters.bmcReboots, 1)
  await runner.close()
})

test('a lock is heeded in every thread', async (t) => {
  const { bmcs, locks, run, runner, targets } = await threaded(t, 9)
  const { signal } = new AbortController()
  for (const node of targets) await locks.take(node, { command: 'rflash', job: 7, signal })
  const events = await Array.fromAsync(run(Power.setState({ target: 'off' })))
  const errors = errorsOf(events)
  assert.deepEqual(
    errors.map((error) => error.kind === 'busy' && error.job),
    Array(9).fill(7),
  )
  assert.ok(bmcs.every(({ counters }) => counters.logins === 0 && counters.powerActions.length === 0))
  await runner.close()
})

test('failures are counted over all threads: after one too many no thread begins another node', async (t) => {
  const { bmcs, run, runner } = await threaded(t, 60)
  for (const bmc of bmcs) await bmc.set({ password: 'another' })
  const events = await Array.fromAsync(run(Power.setState({ target: 'off' }), { maxFailures: 4, fanout: 3 }))
  const begun = errorsOf(events).filter(({ kind }) => kind === 'login').length
  assert.ok(begun >= 5 && begun <= 5 + 3, `${begun} were begun`)
  assert.equal(errorsOf(events).filter(({ kind }) => kind === 'cancelled').length, 60 - begun)
  assert.deepEqual(events.at(-1), { kind: 'done', counts: { ok: 0, failed: 60, notRun: 0 } })
  await runner.close()
})

test('what a lost thread had for itself is given back', async (t) => {
  const threads: Worker[] = []
  const remember = (thread: Worker) => void threads.push(thread)
  process.on('worker', remember)
  t.after(() => process.off('worker', remember))
  const { bmcs, locks, run, runner, targets } = await threaded(t, 9, 600_000)
  const directory = firmwareFolder(t)
  const ending = new AbortController()
  const lost = new Set<string>()
  let isKilled = false
  const call = Flash.flash({ directory, hostReboot: true, clearDumps: false })
  for await (const event of run(call, { signal: ending.signal })) {
    const areAllActivating = bmcs.every(({ counters }) => counters.activations === 2)
    if (areAllActivating && event.kind === 'progress' && !isKilled) {
      isKilled = true
      assert.ok(targets.every((node) => isHeld(locks, node)))
      for (const thread of threads) await thread.terminate()
    }
    if (event.kind !== 'failure' || ending.signal.aborted) continue
    lost.add(event.node ?? '')
    setImmediate(() => ending.abort('enough'))
  }
  assert.ok(lost.size > 0 && lost.size < 9, `${lost.size} nodes were lost`)
  assert.ok(targets.every((node) => !isHeld(locks, node)))
  await runner.close()
})
