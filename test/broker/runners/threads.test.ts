import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Worker } from 'node:worker_threads'
import { inProcessRunner } from '../../../src/broker/runners/in-process.ts'
import type { Call } from '../../../src/core/capability.ts'
import type { RunEvent } from '../../../src/core/event.ts'
import { Secret } from '../../../src/core/node.ts'
import { Power } from '../../../src/hwctl/managers/power.ts'
import { nodeOf } from '../../contract/machines.ts'
import { memoryPins } from '../../rest/web-server.ts'
import { startFleet } from '../../simulator/fleet.ts'

/** A fleet, and a runner that uses three threads for every run over as many nodes as the fleet has. */
async function threaded(t: TestContext, nodes: number) {
  const home = mkdtempSync(join(tmpdir(), 'hwctl-threads-'))
  t.after(() => rmSync(home, { recursive: true }))
  const fleet = await startFleet({ nodes, protocol: 'mixed' })
  t.after(() => fleet.close())
  const pins = memoryPins()
  const parts = { pins, threads: 3, manyNodes: nodes, keepIdleMs: 600_000, journalHome: home }
  const runner = inProcessRunner(parts)
  const targets = fleet.bmcs.map(nodeOf)
  const run = (call: Call, over: { nodes?: number; signal?: AbortSignal } = {}) => {
    const { signal = new AbortController().signal } = over
    const options = { signal, fanout: 64, cwd: '/', trace: false }
    return runner.run({ command: '', words: [], call }, targets.slice(0, over.nodes), options)
  }
  return { bmcs: fleet.bmcs, home, pins, run, runner, targets }
}

const outcomes = (events: readonly RunEvent[]) =>
  events.flatMap((event) => ('node' in event && event.node && event.kind === 'result' ? [event.node] : []))

const loginsOf = (bmcs: readonly { readonly counters: { readonly logins: number } }[]) =>
  bmcs.map(({ counters }) => counters.logins)

test('nodes are dealt out over threads: each has one outcome, its events in order, and the counts add up', async (t) => {
  const { bmcs, run, runner, targets } = await threaded(t, 24)
  const events = await Array.fromAsync(run(Power.setState({ target: 'on' })))
  assert.deepEqual(outcomes(events).sort(), targets.map(({ name }) => name).sort())
  assert.deepEqual(events.at(-1), { kind: 'done', counts: { ok: 24, failed: 0, notRun: 0 } })
  for (const { name } of targets) {
    const kinds = events.flatMap((event) => ('node' in event && event.node === name ? [event.kind] : []))
    assert.deepEqual(kinds, ['status', 'result'], name)
  }
  assert.ok(bmcs.every(({ counters }) => counters.powerActions.length === 1))
  await runner.close()
  assert.ok(bmcs.every(({ counters }) => counters.openSessions === 0))
})

test('a BMC stays with the thread that has its session, for few nodes as for many', async (t) => {
  const { bmcs, run, runner } = await threaded(t, 12)
  await Array.fromAsync(run(Power.getState()))
  assert.equal(runner.sessions(), 12)
  await Array.fromAsync(run(Power.getState(), { nodes: 3 }))
  await Array.fromAsync(run(Power.getState()))
  assert.deepEqual(loginsOf(bmcs), Array(12).fill(1))
  await runner.close()
  assert.ok(bmcs.every(({ counters }) => counters.openSessions === 0))
})

test('what a small run began in the main thread stays there when a large one comes', async (t) => {
  const { bmcs, run, runner } = await threaded(t, 12)
  await Array.fromAsync(run(Power.getState(), { nodes: 4 }))
  await Array.fromAsync(run(Power.getState()))
  assert.deepEqual(loginsOf(bmcs), Array(12).fill(1))
  await runner.close()
})

test('certificates seen by a thread are pinned for all, and a changed one is refused there too', async (t) => {
  const { bmcs, pins, run, runner, targets } = await threaded(t, 8)
  await Array.fromAsync(run(Power.getState()))
  for (const { bmc, port } of targets) assert.ok(pins.get(bmc, port))
  for (const bmc of bmcs) await bmc.set({ certificate: 'new', dropConnections: true })
  const events = await Array.fromAsync(run(Power.getState()))
  const kinds = events.flatMap((event) => (event.kind === 'failure' ? [event.error.kind] : []))
  assert.deepEqual(kinds, Array(8).fill('trust'))
  await runner.close()
})

test('a password that is perhaps in force already is tried by a thread too', async (t) => {
  const { bmcs, runner, targets } = await threaded(t, 8)
  for (const bmc of bmcs) await bmc.set({ password: 'N3w-password' })
  const nodes = targets.map((node) => ({ ...node, pendingPassword: new Secret('N3w-password') }))
  const options = { signal: new AbortController().signal, fanout: 64, cwd: '/', trace: false }
  const call = Power.getState()
  const events = await Array.fromAsync(runner.run({ command: '', words: [], call }, nodes, options))
  assert.deepEqual(events.at(-1), { kind: 'done', counts: { ok: 8, failed: 0, notRun: 0 } })
  await runner.close()
})

test('a run that is ended ends in every thread, and sessions are kept on record until they are closed', async (t) => {
  const { bmcs, home, run, runner } = await threaded(t, 12)
  for (const bmc of bmcs) await bmc.set({ powerDelayMs: 600_000 })
  const ending = new AbortController()
  const events: RunEvent[] = []
  for await (const event of run(Power.setState({ target: 'on', waitMs: 600_000 }), {
    signal: ending.signal,
  })) {
    events.push(event)
    if (events.filter(({ kind }) => kind === 'status').length === 12) ending.abort('enough')
  }
  const errors = events.flatMap((event) => (event.kind === 'failure' ? [event.error] : []))
  assert.deepEqual(errors, Array(12).fill({ kind: 'cancelled', reason: 'enough', reached: true }))
  assert.equal(readdirSync(join(home, 'sessions')).length, 2)
  await runner.close()
  assert.deepEqual(readdirSync(join(home, 'sessions')), [])
  assert.ok(bmcs.every(({ counters }) => counters.openSessions === 0))
})

test('a thread that is lost takes nothing with it: its nodes are of unknown outcome, and the next run has a new one', async (t) => {
  const threads: Worker[] = []
  const remember = (thread: Worker) => void threads.push(thread)
  process.on('worker', remember)
  t.after(() => process.off('worker', remember))
  const { bmcs, home, run, runner, targets } = await threaded(t, 12)
  for (const bmc of bmcs) await bmc.set({ powerDelayMs: 600_000 })
  const ending = new AbortController()
  const lost: string[] = []
  let begun = 0
  for await (const event of run(Power.setState({ target: 'on', waitMs: 600_000 }), {
    signal: ending.signal,
  })) {
    if (event.kind === 'status' && ++begun === 12) await threads[0]?.terminate()
    if (event.kind !== 'failure' || ending.signal.aborted) continue
    lost.push(event.node ?? '')
    assert.deepEqual(event.error, {
      kind: 'cancelled',
      reason: 'a thread of this process was lost',
      reached: true,
      outcomeUnknown: true,
    })
    setImmediate(() => ending.abort('enough'))
  }
  assert.ok(lost.length > 0 && lost.length < 12, `${lost.length} nodes were lost`)
  assert.ok(bmcs.every(({ counters }) => counters.powerActions.length === 1))
  const events = await Array.fromAsync(run(Power.getState()))
  assert.deepEqual(outcomes(events).sort(), targets.map(({ name }) => name).sort())
  assert.equal(threads.length, 3)
  await runner.close()
  assert.equal(readdirSync(join(home, 'sessions')).length, 1) // what the lost one had open, for the next agent to end
  const open = bmcs.filter(({ counters }) => counters.openSessions > 0).map(({ name }) => name)
  assert.deepEqual(open, lost.sort())
})
