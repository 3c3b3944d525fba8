import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RETRY_PAUSES } from '../../../src/core/patience.ts'
import { followLog } from '../../../src/hwctl/flows/follow-log.ts'
import type { LogHearer } from '../../../src/hwctl/flows/log-actions.ts'
import { FOLLOW_PAUSES } from '../../../src/hwctl/flows/log-checks.ts'
import type { FollowNote, LogEntry } from '../../../src/hwctl/managers/eventlog.ts'

// Nothing here is found by a look at the clock.
Object.assign(FOLLOW_PAUSES, { settleMs: 600_000, checkMs: 600_000 })
Object.assign(RETRY_PAUSES, { firstMs: 1 })

function entry(id: number): LogEntry {
  return { id: String(id), message: `a.b.${id}`, resolved: false, callouts: [], details: [] }
}

/** A log in memory that is followed, and the ids told of so far. */
function followedLog() {
  const log: LogEntry[] = []
  const told: string[] = []
  const stop = new AbortController()
  let hearer: LogHearer | undefined
  let look = () => {}
  let streams = 0
  const note = (said: FollowNote) => {
    if (said.said === 'entry') told.push(said.entry.id)
    look()
  }
  const actions = {
    list: async () => [...log],
    newest: async () => log.slice(-2),
    subscribe: async (heard: LogHearer) => {
      hearer = heard
      streams += 1
      return { close: () => undefined }
    },
  }
  const nothing = () => undefined
  const target = { node: {} as never, bmc: undefined, signal: stop.signal, note, resumedFrom: undefined }
  const rest = {
    setStatus: nothing,
    warn: nothing,
    password: nothing,
    progress: nothing,
    checkpoint: nothing,
    looksAble: async () => ({ can: true, by: 'protocol' }) as const,
  }
  const done = followLog(actions, Number.POSITIVE_INFINITY, { ...target, ...rest })
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      look = () => told.length >= count && resolve()
      look()
    })
  return { log, told, until, done, stop, heard: () => hearer, streams: () => streams }
}

test('what came while the connection was away is told of at the reconnection, and what came by itself in a gap too', async () => {
  const { log, told, until, done, stop, heard } = followedLog()
  log.push(entry(1))
  await until(1)
  log.push(entry(2))
  heard()?.ended()
  await until(2)
  log.push(entry(3), entry(4))
  heard()?.heard(entry(4))
  await until(4)
  heard()?.heard(entry(4))
  heard()?.heard('unclear')
  log.push(entry(5))
  heard()?.heard(entry(5))
  await until(5)
  stop.abort('interrupted')
  assert.deepEqual(await done, { entries: 5 })
  assert.deepEqual(told, ['1', '2', '3', '4', '5'])
})

test('a BMC that ends each stream as soon as it is open is polled after a few', async () => {
  Object.assign(FOLLOW_PAUSES, { pollMs: 1 })
  Object.assign(RETRY_PAUSES, { firstMs: 600_000 }) // whatever ends sooner was stillborn
  const { log, told, until, done, stop, heard, streams } = followedLog()
  log.push(entry(1))
  await until(1)
  while (streams() < 3) {
    heard()?.ended()
    await new Promise(setImmediate)
  }
  heard()?.ended()
  log.push(entry(2))
  await until(2)
  assert.equal(streams(), 3)
  stop.abort('interrupted')
  await done
  assert.deepEqual(told, ['1', '2'])
})
