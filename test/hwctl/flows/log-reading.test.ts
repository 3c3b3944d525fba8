import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { LogReading } from '../../../src/hwctl/flows/log-reading.ts'
import type { LogEntry } from '../../../src/hwctl/managers/eventlog.ts'

/** An entry of that id, made in that life of the log. */
function entry(id: number, life = 1): LogEntry {
  const at = new Date(life * 1_000_000 + id).toISOString()
  return { id: String(id), at, message: 'a.b', resolved: false, callouts: [], details: [] }
}

const log = (from: number, to: number, life = 1) =>
  Array.from({ length: to - from + 1 }, (_, at) => entry(from + at, life))

function idsOf({ fresh }: ReturnType<LogReading['list']>): number[] {
  return fresh.map(({ id }) => Number(id))
}

describe('which entries of a log are new', () => {
  test('of the first list, as many as were asked for', () => {
    assert.deepEqual(idsOf(new LogReading(0).list(log(1, 9))), [])
    assert.deepEqual(idsOf(new LogReading(2).list(log(1, 9))), [8, 9])
    assert.deepEqual(idsOf(new LogReading(Number.POSITIVE_INFINITY).list(log(1, 3))), [1, 2, 3])
  })

  test('of later lists, what is after the newest', () => {
    const reading = new LogReading(0)
    reading.list(log(1, 200))
    assert.deepEqual(idsOf(reading.list(log(100, 203))), [201, 202, 203])
    assert.deepEqual(idsOf(reading.list(log(150, 203))), [])
  })

  test('an entry that comes by itself is the next, known, or unclear', () => {
    const reading = new LogReading(0)
    reading.list(log(1, 3))
    assert.equal(reading.next(entry(4)), 'fresh')
    assert.equal(reading.next(entry(4)), 'known')
    assert.equal(reading.next(entry(6)), 'unclear')
    assert.equal(reading.next(entry(1, 2)), 'unclear')
  })

  test('ids that come back with other contents are a log that started again', () => {
    const reading = new LogReading(0)
    reading.list(log(1, 5))
    const again = reading.list(log(1, 2, 2))
    assert.deepEqual([idsOf(again), again.restarted], [[1, 2], true])
    assert.deepEqual(idsOf(reading.list(log(1, 6, 2))), [3, 4, 5, 6])
  })

  test('so is a log with nothing known in it, even if its ids go further', () => {
    const reading = new LogReading(0)
    reading.list([entry(5)])
    assert.deepEqual(idsOf(reading.list(log(1, 3, 2))), [1, 2, 3])
    const other = new LogReading(0)
    other.list(log(1, 2))
    assert.deepEqual(idsOf(other.list(log(1, 6, 2))), [1, 2, 3, 4, 5, 6])
  })

  test('a log that is empty for a while, as after a restart of the BMC, is not new when it is back', () => {
    const reading = new LogReading(0)
    reading.list(log(1, 5))
    assert.deepEqual(idsOf(reading.list([])), [])
    assert.deepEqual(idsOf(reading.list(log(1, 6))), [6])
  })

  test('entries deleted one by one are no start', () => {
    const reading = new LogReading(0)
    reading.list(log(1, 5))
    assert.deepEqual(idsOf(reading.list(log(1, 3))), [])
    assert.deepEqual(idsOf(reading.list([...log(1, 3), entry(6)])), [6])
  })

  test('the first entry of an empty log is the next', () => {
    const reading = new LogReading(0)
    reading.list([])
    assert.equal(reading.next(entry(1)), 'fresh')
  })
})
