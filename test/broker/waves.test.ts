import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Resolved } from '../../src/broker/dispatch.ts'
import { RUN_OPTIONS } from '../../src/broker/parse.ts'
import { atOnce, cutIntoWaves, wavePlan } from '../../src/broker/wave-plan.ts'
import { dispatchInWaves, type Wave } from '../../src/broker/waves.ts'
import { parseWords } from '../../src/core/command.ts'
import type { ErrorFacts } from '../../src/core/errors.ts'
import type { RunEvent } from '../../src/core/event.ts'
import { type NodeInfo, type NodeName, Secret } from '../../src/core/node.ts'
import { fakeRunner, type Script } from '../agent/fake-runner.ts'

const words = (...given: string[]) => parseWords(given, RUN_OPTIONS)

const invocation = {
  command: 'rflash',
  words: [],
  call: { capability: 'firmware', op: 'update', input: undefined },
}

const node = (number: number): NodeInfo => ({
  name: `n${number}` as NodeName,
  protocol: 'openbmc',
  bmc: '127.0.0.1',
  port: 443,
  username: 'root',
  password: new Secret(''),
  tls: 'off',
  tlsLevel: 2,
})

function fleet(count: number, failures: Resolved['failures'] = []): Resolved {
  return { nodes: Array.from({ length: count }, (_, at) => node(at + 1)), failures }
}

const FAILED: ErrorFacts = { kind: 'usage', problem: 'no' }

/** Runs each wave with the script; answers the events, the waves as the runner saw them, and as they were announced. */
async function course(resolved: Resolved, given: readonly string[], script: Script, signal?: AbortSignal) {
  const seen: { nodes: string[]; maxFailures: number | undefined }[] = []
  const waves: Wave[] = []
  const runner = fakeRunner((nodes, options, asked) => {
    seen.push({ nodes: nodes.map(({ name }) => name), maxFailures: options.maxFailures })
    return script(nodes, options, asked)
  })
  const options = {
    signal: signal ?? new AbortController().signal,
    fanout: 10,
    cwd: '/',
    trace: false,
    plan: wavePlan(words(...given)),
    began: (wave: Wave) => waves.push(wave),
  }
  const events = await Array.fromAsync(dispatchInWaves(invocation, resolved, () => runner, options))
  return { events, seen, waves }
}

/** Nodes whose number is among these fail, the others are done. */
function failing(...numbers: readonly number[]): Script {
  const names = new Set(numbers.map((number) => `n${number}`))
  return async function* script(nodes) {
    yield { kind: 'note', note: 'reading the image' }
    for (const { name } of nodes)
      yield names.has(name)
        ? { kind: 'failure', node: name, error: FAILED }
        : { kind: 'result', node: name, value: 1 }
  }
}

function outcomes(events: readonly RunEvent[]) {
  return events.flatMap((event) =>
    (event.kind === 'result' || event.kind === 'failure') && event.node ? [event.node as string] : [],
  )
}

function leftOut(events: readonly RunEvent[]) {
  return events.flatMap((event) =>
    event.kind === 'failure' && event.error.kind === 'cancelled' && !event.error.reached
      ? [`${event.node}: ${event.error.reason}`]
      : [],
  )
}

test('nodes are cut into waves by number and by share of all, the rest comes last', () => {
  const nodes = Array.from({ length: 100 }, (_, at) => at)
  const sizes = (...given: string[]) =>
    cutIntoWaves(nodes, wavePlan(words(...given)).sizes).map((wave) => wave.length)
  assert.deepEqual(sizes('--wave', '1,10,50%'), [1, 10, 50, 39])
  assert.deepEqual(sizes('--wave', '60,60,60'), [60, 40])
  assert.deepEqual(sizes('--wave', '100%'), [100])
  assert.deepEqual(sizes(), [100])
  assert.deepEqual(cutIntoWaves([], wavePlan(words('--wave', '1')).sizes), [])
})

test('what is not a size is refused', () => {
  for (const wrong of ['0', '', '1,,2', '101%', '-1', 'x', '1.5'])
    assert.throws(() => wavePlan(words(`--wave=${wrong}`)), `--wave=${wrong}`)
  assert.throws(() => wavePlan(words('--max-failures=x')))
  assert.deepEqual(wavePlan(words('--max-failures=0')).maxFailures, { nodes: 0 })
})

test('--at-once is --fanout', () => {
  assert.equal(atOnce(words('--at-once', '7'), 1), 7)
  assert.equal(atOnce(words('--fanout', '7'), 1), 7)
  assert.equal(atOnce(words(), 9), 9)
  assert.throws(() => atOnce(words('--fanout', '7', '--at-once', '7'), 1))
})

test('a wave begins when the last one has all its outcomes; every node has one, and done adds up', async () => {
  const missing = { node: 'n0' as NodeName, error: FAILED }
  const { events, seen, waves } = await course(fleet(8, [missing]), ['--wave', '1,50%'], failing(3))
  assert.deepEqual(
    seen.map(({ nodes }) => nodes),
    [['n1'], ['n2', 'n3', 'n4', 'n5'], ['n6', 'n7', 'n8']],
  )
  assert.deepEqual(waves, [
    { number: 1, of: 3, nodes: 1 },
    { number: 2, of: 3, nodes: 4 },
    { number: 3, of: 3, nodes: 3 },
  ])
  assert.deepEqual(outcomes(events), ['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8'])
  assert.deepEqual(events.at(-1), { kind: 'done', counts: { ok: 7, failed: 2, notRun: 0 } })
  assert.equal(events.filter(({ kind }) => kind === 'done').length, 1)
})

test('what each wave says of the whole run is told once', async () => {
  const { events } = await course(fleet(3), ['--wave', '1,1'], failing())
  assert.equal(events.filter(({ kind }) => kind === 'note').length, 1)
})

test('a canary that fails is the last', async () => {
  const { events, seen } = await course(fleet(3), ['--wave', '1'], failing(1))
  assert.equal(seen.length, 1)
  assert.deepEqual(leftOut(events), [
    'n2: every node of the wave before failed',
    'n3: every node of the wave before failed',
  ])
  assert.deepEqual(events.at(-1), { kind: 'done', counts: { ok: 0, failed: 3, notRun: 0 } })
})

test('after too many failures no further wave begins; a wave is told how many are left', async () => {
  const { events, seen } = await course(
    fleet(20),
    ['--wave', '5,5,5', '--max-failures', '10%'],
    failing(2, 7, 8),
  )
  assert.deepEqual(
    seen.map(({ maxFailures }) => maxFailures),
    [2, 1],
  )
  assert.equal(leftOut(events).length, 10)
  assert.match(leftOut(events)[0] ?? '', /^n11: too many nodes failed/)
  assert.deepEqual(events.at(-1), { kind: 'done', counts: { ok: 7, failed: 13, notRun: 0 } })
})

test('with --max-failures a canary that fails may be let pass', async () => {
  const { seen } = await course(fleet(3), ['--wave', '1', '--max-failures', '1'], failing(1))
  assert.equal(seen.length, 2)
})

test('a run that cannot start does not try the next wave', async () => {
  const { events, seen } = await course(fleet(3), ['--wave', '1'], async function* broken() {
    yield { kind: 'failure', error: FAILED }
  })
  assert.equal(seen.length, 1)
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['failure', 'done'],
  )
  assert.deepEqual(events.at(-1), { kind: 'done', counts: { ok: 0, failed: 0, notRun: 3 } })
})

test('a run that was ended begins no further wave, and tells of each node', async () => {
  const stop = new AbortController()
  const script: Script = async function* interrupted(nodes) {
    for (const { name } of nodes) yield { kind: 'result', node: name, value: 1 }
    stop.abort('interrupted')
  }
  const { events, seen } = await course(fleet(3), ['--wave', '1'], script, stop.signal)
  assert.equal(seen.length, 1)
  assert.deepEqual(leftOut(events), ['n2: interrupted', 'n3: interrupted'])
})
