import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Progress } from '../../src/core/event.ts'
import type { NodeName } from '../../src/core/node.ts'
import { WorkDisplay } from '../../src/edges/work-display.ts'
import { bytesText, clockText, roughText, WorkPicture } from '../../src/edges/work-picture.ts'

const SIZE = { columns: 200, rows: 24 }
const MINUTE = 60_000

function picture(total: number) {
  const shown = new WorkPicture({ title: 'rflash (job 7)', total, nowMs: 0 })
  const name = (number: number) => `n${number}` as NodeName
  return {
    lines: (nowMs: number, size = SIZE) => shown.lines(nowMs, size),
    progress: (number: number, progress: Progress, nowMs = 0) =>
      shown.see({ kind: 'progress', node: name(number), progress }, nowMs),
    result: (number: number, nowMs: number) =>
      shown.see({ kind: 'result', node: name(number), value: '' }, nowMs),
    failure: (number: number, nowMs: number) =>
      shown.see({ kind: 'failure', node: name(number), error: { kind: 'usage', problem: '' } }, nowMs),
  }
}

test('nodes are counted by phase, bytes added up, per cents averaged', () => {
  const { lines, progress, result, failure } = picture(10)
  progress(1, { phase: 'uploading', done: 1_000_000, total: 64_000_000, unit: 'bytes' })
  progress(2, { phase: 'uploading', done: 31_000_000, total: 64_000_000, unit: 'bytes' })
  progress(3, { phase: 'activating', done: 10, total: 100, unit: 'percent' })
  progress(4, { phase: 'activating', done: 50, unit: 'percent' })
  progress(5, { phase: 'rebooting' })
  result(6, 0)
  failure(7, 0)
  assert.deepEqual(lines(65_000), [
    'rflash (job 7): 1 of 10 done, 1 failed; 1:05 gone; 5 in work, 3 waiting',
    '  uploading       2 nodes   25 %  32.0 MB of 128 MB',
    '  activating      2 nodes   30 %',
    '  rebooting        1 node',
  ])
})

test('the time left is told from how long nodes took', () => {
  const { lines, progress, result } = picture(30)
  for (let number = 1; number <= 10; number += 1) progress(number, { phase: 'uploading' }, 0)
  assert.doesNotMatch(lines(MINUTE)[0] ?? '', /left/)
  result(1, 10 * MINUTE)
  progress(11, { phase: 'uploading' }, 10 * MINUTE)
  // Ten in work, the youngest with ten minutes to go, and nineteen waiting: two more rounds.
  assert.match(lines(10 * MINUTE)[0] ?? '', /; 10:00 gone, about 29 min left; 10 in work, 19 waiting$/)
})

test('nothing is wider or higher than the terminal', () => {
  const { lines, progress } = picture(9)
  for (const number of [1, 2, 3, 4]) progress(number, { phase: `phase ${number} \x1b[31m` })
  const small = lines(0, { columns: 20, rows: 3 })
  assert.equal(small.length, 2)
  for (const line of small) assert.ok(line.length < 20)
  assert.ok(!lines(0).join().includes('\x1b'), 'a phase does not command the terminal')
})

test('numbers read well', () => {
  assert.deepEqual([0, 999, 1000, 64_000_000, 999_999_999, 3.14e9].map(bytesText), [
    '0 B',
    '999 B',
    '1.0 kB',
    '64.0 MB',
    '999 MB',
    '3.1 GB',
  ])
  assert.deepEqual([0, 65_000, 3_845_000].map(clockText), ['0:00', '1:05', '1:04:05'])
  assert.deepEqual([0, 31_000, 90_000, 18 * MINUTE, 90 * MINUTE].map(roughText), [
    '10 s',
    '40 s',
    '2 min',
    '18 min',
    '1.5 h',
  ])
})

test('a display is drawn over what it drew before, and taken away for a line', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const shown = new WorkPicture({ title: 'job', total: 2, nowMs: performance.now() })
  const written: string[] = []
  const display = new WorkDisplay(shown, { write: (text) => written.push(text), size: () => SIZE })
  display.see({ kind: 'progress', node: 'n1' as NodeName, progress: { phase: 'uploading' } })
  t.mock.timers.tick(500)
  assert.equal(written.length, 1)
  assert.equal(written[0]?.split('\n').length, 2)
  t.mock.timers.tick(500)
  assert.ok(written[1]?.startsWith('\x1b[1A\r\x1b[J'))
  display.clear()
  assert.equal(written[2], '\x1b[1A\r\x1b[J')
  display.close()
  t.mock.timers.tick(5000)
  assert.equal(written.length, 3, 'nothing is drawn or wiped twice')
})
