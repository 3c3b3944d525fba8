import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
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

test('one that an eighth of all turns overtook gives its turn on at once', async () => {
  const { begun, finish } = await taken(16)
  await finish(1)
  assert.equal(begun(), 1, 'one that overtook is not many')
  await finish(2)
  assert.equal(begun(), 3, 'beside the turns of the two that finished, that of the oldest is free')
})

test('one that a single one overtook gives its turn on after a while', async (t) => {
  const pass = clock(t)
  const { begun, finish } = await taken(16)
  await finish(1)
  assert.equal(begun(), 1)
  await pass(250)
  assert.equal(begun(), 2)
})

test('ones that are late because everything is late keep their turns, until nothing finishes at all', async (t) => {
  const pass = clock(t)
  const { begun, finish } = await taken(16)
  await pass(400)
  await finish(0)
  assert.equal(begun(), 1)
  await pass(400)
  assert.equal(begun(), 1, 'one finished not long ago: whoever began with it is late, not silent')
  await pass(400)
  assert.equal(begun(), 16)
})

/** All turns, taken in order by handshakes that last until they are finished by their number, and as many that wait. */
async function taken(atOnce: number) {
  const turns = new Handshakes(atOnce)
  const gates = Array.from({ length: atOnce }, () => Promise.withResolvers<void>())
  for (const gate of gates) void turns.inTurn(() => gate.promise)
  let begun = 0
  const waiting = () => {
    begun += 1
    return never()
  }
  for (let count = 0; count < atOnce; count++) void turns.inTurn(waiting)
  await settled()
  return {
    begun: () => begun,
    async finish(number: number) {
      gates[number]?.resolve()
      await settled()
    },
  }
}

/** Makes time stand still; it passes when it is told to. */
function clock(t: TestContext): (ms: number) => Promise<void> {
  let now = 0
  t.mock.timers.enable({ apis: ['setInterval'] })
  t.mock.method(performance, 'now', () => now)
  return async (ms) => {
    for (const end = now + ms; now < end; ) {
      now += 50
      t.mock.timers.tick(50)
      await settled()
    }
  }
}

/** What promises there are to be settled now are. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate)
}
