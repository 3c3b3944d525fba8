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
    assert.deepEqual([idsOf(again), again.restarted], [[1, 2], ['']])
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

  test('several logs are read apart: what starts again in one says nothing of another', () => {
    const inLog = (name: string, entries: readonly LogEntry[]) =>
      entries.map((one) => ({ ...one, log: name }))
    const reading = new LogReading(3)
    const first = reading.list([...inLog('a', log(1, 2)), ...inLog('b', log(1, 2))])
    assert.deepEqual(
      first.fresh.map((one) => `${one.log}${one.id}`),
      ['a2', 'b1', 'b2'],
    )
    const later = reading.list([...inLog('a', log(1, 1, 2)), ...inLog('b', log(1, 3))])
    assert.deepEqual(
      [later.fresh.map((one) => `${one.log}${one.id}`), later.restarted],
      [['a1', 'b3'], ['a']],
    )
    const resumed = new LogReading(0, reading.mark)
    assert.deepEqual(idsOf(resumed.list([...inLog('a', log(1, 1, 2)), ...inLog('b', log(1, 4))])), [4])
  })

  test('ids need not be numbers, and need not go up: what comes after the known ones is new', () => {
    const named = (...ids: string[]) => ids.map((id) => ({ ...entry(1), id, message: id }))
    const reading = new LogReading(0)
    reading.list(named('1691234567', '1691234567_1'))
    const { fresh, restarted } = reading.list(named('1691234567', '1691234567_1', '35', '35_1'))
    assert.deepEqual([fresh.map(({ id }) => id), restarted], [['35', '35_1'], []])
  })

  test('a full log whose ids are places has only moved up', () => {
    const reading = new LogReading(0)
    reading.list(log(1, 512))
    const moved = log(4, 515).map((one, at) => ({ ...one, id: String(at + 1) }))
    const { fresh, restarted } = reading.list(moved)
    assert.deepEqual([fresh.map(({ id }) => id), restarted], [['510', '511', '512'], []])
    assert.deepEqual(idsOf(reading.list(moved)), [])
  })

  test('the end of a log shows what is new where it joins on to what is known', () => {
    const reading = new LogReading(0)
    reading.list(log(1, 200))
    assert.deepEqual(reading.tail(log(199, 203)).length, 3)
    assert.deepEqual(reading.tail(log(199, 203)), [])
    assert.deepEqual(reading.tail([]), [])
    assert.equal(reading.tail(log(300, 303)), 'unclear')
    assert.equal(reading.tail(log(200, 201, 2)), 'unclear')
  })
})
