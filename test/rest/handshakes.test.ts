import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Handshakes } from '../../src/rest/handshakes.ts'

const never = () => new Promise<string>(() => undefined)

test('no more handshakes are under way than there are turns', async () => {
  const turns = new Handshakes(2)
  const gates = [1, 2, 3].map(() => Promise.withResolvers<string>())
  const began: number[] = []
  const opened = gates.map((gate, at) =>
    turns.inTurn(() => {
      began.push(at)
      return gate.promise
    }),
  )
  await new Promise(setImmediate)
  assert.deepEqual(began, [0, 1])
  gates[1]?.resolve('there')
  assert.equal(await opened[1], 'there')
  await new Promise(setImmediate)
  assert.deepEqual(began, [0, 1, 2])
  for (const gate of gates) gate.resolve('')
})

test('silent ones give their turns on, so that the others are served', async () => {
  const turns = new Handshakes(2)
  void turns.inTurn(never)
  void turns.inTurn(never)
  assert.equal(await turns.inTurn(async () => 'served'), 'served')
})

test('one that is late because all are late keeps its turn; one that was overtaken does not', async (t) => {
  let now = 0
  t.mock.timers.enable({ apis: ['setTimeout'] })
  t.mock.method(performance, 'now', () => now)
  const pass = async (ms: number) => {
    now += ms
    t.mock.timers.tick(ms)
    await settled()
  }
  const turns = new Handshakes(2)
  const first = Promise.withResolvers<void>()
  void turns.inTurn(never)
  const opened = turns.inTurn(() => first.promise)
  await pass(200)
  first.resolve()
  await opened
  const second = Promise.withResolvers<void>()
  const overtaking = turns.inTurn(() => second.promise)
  let isServed = false
  void turns.inTurn(async () => {
    isServed = true
  })
  await pass(300)
  assert.equal(
    isServed,
    false,
    'another one finished not long ago: whoever began with it is late, not silent',
  )
  second.resolve()
  await overtaking
  await settled()
  assert.equal(isServed, true, 'the turn of the second was free')
  void turns.inTurn(never)
  const last = turns.inTurn(async () => 'served')
  await settled()
  await pass(250)
  assert.equal(await last, 'served', 'the one that was overtaken by the second gave its turn on')
})

/** What promises there are to be settled now are. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate)
}
