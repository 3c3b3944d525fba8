import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { MAX_BODY_BYTES, ReliableStream, WINDOW } from '../../src/bus/reliable-stream.ts'
import type { StreamFrame } from '../../src/bus/stream-frame.ts'

/** Two ends whose frames pass through a way that may be changed. */
function pair(makeWay: () => (frame: StreamFrame) => readonly StreamFrame[] = () => (frame) => [frame]) {
  const deliver = (to: () => ReliableStream) => {
    const way = makeWay()
    return (frame: StreamFrame) => {
      for (const one of way(frame)) setImmediate(() => to().take(one))
    }
  }
  const here: ReliableStream = new ReliableStream(
    1,
    deliver(() => there),
  )
  const there: ReliableStream = new ReliableStream(
    1,
    deliver(() => here),
  )
  return { here, there }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function diceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const more = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((more ^ (more >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Loses, doubles, and lets frames overtake each other. */
function badWay(roll: () => number) {
  let held: StreamFrame | undefined
  return (frame: StreamFrame): readonly StreamFrame[] => {
    const luck = roll()
    if (luck < 0.2) return []
    if (luck < 0.3) return [frame, frame]
    if (luck < 0.45 && !held) {
      held = frame
      return []
    }
    const out = held ? [frame, held] : [frame]
    held = undefined
    return out
  }
}

const texts = async (stream: AsyncIterable<Buffer>) =>
  (await Array.fromAsync(stream)).map((message) => message.toString())

test('messages come out whole, in order, and the end is known on both sides', async () => {
  const { here, there } = pair()
  const long = 'x'.repeat(3 * MAX_BODY_BYTES + 17)
  for (const text of ['one', '', long, 'four']) void here.send(Buffer.from(text))
  const ended = here.end()
  assert.deepEqual(await texts(there), ['one', '', long, 'four'])
  await ended
  await there.end()
  assert.ok(here.isDone && there.isDone)
})

test('nothing is lost, doubled or out of order whatever the way does', () =>
  fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const roll = diceOf(seed)
      const { here, there } = pair(() => badWay(roll))
      const messages = Array.from({ length: 60 }, (_, at) => `message ${at}`)
      for (const text of messages) void here.send(Buffer.from(text))
      let isOver = false
      const both = Promise.all([here.end(), texts(there), there.end()]).finally(() => {
        isOver = true
      })
      while (!isOver) {
        await turn()
        await turn()
        here.tick()
        there.tick()
      }
      assert.deepEqual((await both)[1], messages)
    }),
    { numRuns: 40 },
  ))

test('a reader that does not read makes the sender wait, and a lost word that there is room again does not matter', async () => {
  let isDeaf = false
  const { here, there } = pair(() => (frame) => (isDeaf && frame.seq === 0 ? [] : [frame]))
  let sent = 0
  for (let at = 0; at < 100; at++) void here.send(Buffer.from(String(at))).then(() => sent++)
  for (let at = 0; at < 50; at++) await turn()
  assert.equal(sent, WINDOW)
  isDeaf = true
  const reading = texts(there)
  for (let at = 0; at < 50; at++) await turn()
  isDeaf = false
  there.tick()
  void here.end()
  assert.equal((await reading).length, 100)
})

test('an end that is gone keeps nobody waiting', async () => {
  const { here, there } = pair(() => () => [])
  const sends = Array.from({ length: WINDOW + 5 }, () => here.send(Buffer.from('x')))
  const ended = here.end()
  here.close()
  there.close()
  await Promise.all([...sends, ended])
  assert.deepEqual(await texts(there), [])
})
