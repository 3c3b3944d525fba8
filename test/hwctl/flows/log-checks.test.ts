import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { Checks, FOLLOW_PAUSES } from '../../../src/hwctl/flows/log-checks.ts'

Object.assign(FOLLOW_PAUSES, { settleMs: 6000, checkMs: 60_000, pollMs: 10_000 })

/** How often a log was looked at within a minute, and within the one after events have come. */
function looks(t: TestContext, subscription: ConstructorParameters<typeof Checks>[1]) {
  t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] })
  let count = 0
  const checks = new Checks(() => {
    count += 1
  }, subscription)
  t.mock.timers.tick(60_000)
  const before = count
  checks.eventsCome()
  t.mock.timers.tick(60_000)
  const after = count - before
  checks.end()
  t.mock.timers.tick(600_000)
  assert.equal(count, before + after)
  return [before, after]
}

const close = () => undefined

describe('a log that is followed is looked at', () => {
  test('once it has settled, and every minute, where the BMC tells by itself', (t) =>
    assert.deepEqual(looks(t, { close }), [2, 1]))
  test('every ten seconds where it does not', (t) => assert.deepEqual(looks(t, undefined)[0], 7))
  test('as often until a stream has shown that it tells', (t) =>
    assert.deepEqual(looks(t, { isUnproved: true, close }), [7, 1]))
})
