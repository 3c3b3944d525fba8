import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inProcessRunner } from '../../src/broker/runners/in-process.ts'
import { Power } from '../../src/hwctl/managers/power.ts'
import { InFlight } from '../../src/rest/in-flight.ts'
import { nodeOf } from '../contract/machines.ts'
import { startFleet } from '../simulator/fleet.ts'
import { memoryPins } from './web-server.ts'

const { signal } = new AbortController()

/** So many rounds of `atOnce` exchanges, of which every `strainedEach`th is strained. */
function exchanges(
  inFlight: InFlight,
  { rounds, atOnce }: { rounds: number; atOnce: number },
  strainedEach: number,
): void {
  for (let round = 0; round < rounds; round++) {
    const begun = Math.min(atOnce, inFlight.allowed)
    for (let at = 0; at < begun; at++) assert.equal(inFlight.enter(signal), undefined)
    for (let at = 1; at <= begun; at++) inFlight.leave(at % strainedEach === 0 ? 'strained' : 'fine')
  }
}

test('strained answers make it fewer, down to a bound, and good ones more again, up to the first number', () => {
  const inFlight = new InFlight(100)
  exchanges(inFlight, { rounds: 1, atOnce: 100 }, 5)
  assert.ok(inFlight.allowed < 100)
  exchanges(inFlight, { rounds: 10, atOnce: 100 }, 5)
  assert.equal(inFlight.allowed, 32)
  exchanges(inFlight, { rounds: 20, atOnce: 100 }, Number.POSITIVE_INFINITY)
  assert.equal(inFlight.allowed, 100)
})

test('what fewer are under way than are allowed counts as what the fleet did not bear', () => {
  const inFlight = new InFlight(2048)
  exchanges(inFlight, { rounds: 1, atOnce: 100 }, 5)
  assert.ok(inFlight.allowed <= 50, String(inFlight.allowed))
})

test('a few BMCs that are out of sorts change nothing', () => {
  const inFlight = new InFlight(100)
  exchanges(inFlight, { rounds: 50, atOnce: 100 }, 20)
  assert.equal(inFlight.allowed, 100)
})

test('above the number each waits for its turn, first come, first served; who is aborted leaves the queue', async () => {
  const inFlight = new InFlight(1)
  const ending = new AbortController()
  const went: string[] = []
  assert.equal(inFlight.enter(signal), undefined)
  const first = inFlight.enter(signal)?.then(() => went.push('first'))
  const given = inFlight.enter(ending.signal)
  const last = inFlight.enter(signal)?.then(() => went.push('last'))
  ending.abort('enough')
  await assert.rejects(async () => given, /enough/)
  inFlight.leave('fine')
  await first
  assert.deepEqual(went, ['first'])
  inFlight.leave('fine')
  await last
  assert.deepEqual(went, ['first', 'last'])
  inFlight.leave('fine')
  assert.equal(inFlight.enter(signal), undefined)
})

test('a fleet behind a gateway that bears 40 requests at once is asked as it bears', async (t) => {
  const fleet = await startFleet({ nodes: 400, latencyMs: 20, bears: 40 })
  t.after(() => fleet.close())
  const runner = inProcessRunner({ pins: memoryPins() })
  const options = { signal, fanout: 400, cwd: '/', trace: false }
  const events = await Array.fromAsync(
    runner.run({ command: '', words: [], call: Power.getState() }, fleet.bmcs.map(nodeOf), options),
  )
  const failed = events.filter(({ kind }) => kind === 'failure').length
  assert.ok(failed <= 16, `${failed} of 400 failed; with all at once 50 do`)
  assert.ok((fleet.load?.refused ?? 0) > 0)
})
