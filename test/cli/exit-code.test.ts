import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exitCodeOf } from '../../src/cli/exit-code.ts'

const CASES = [
  ['everything done', { ok: 3, failed: 0, notRun: 0 }, {}, 0],
  ['some failed', { ok: 2, failed: 1, notRun: 0 }, {}, 1],
  ['all failed', { ok: 0, failed: 3, notRun: 0 }, {}, 3],
  ['nothing begun', { ok: 0, failed: 0, notRun: 3 }, { runFailed: true }, 2],
  ['done, but something beside the nodes failed', { ok: 3, failed: 0, notRun: 0 }, { runFailed: true }, 1],
  ['the agent lost between two waves', { ok: 1, failed: 0, notRun: 2 }, { runFailed: true }, 1],
  ['interrupted', { ok: 1, failed: 2, notRun: 0 }, { cancelled: true }, 130],
  ['interrupted when every node had answered', { ok: 3, failed: 0, notRun: 0 }, { cancelled: true }, 0],
] as const

for (const [what, counts, over, code] of CASES)
  test(`${what} exits ${code}`, () => {
    assert.equal(exitCodeOf({ counts, runFailed: false, cancelled: false, ...over }), code)
  })
