import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorFacts, HwctlError } from '../../src/core/errors.ts'
import { mayBeAway, persistently, RETRY_PAUSES } from '../../src/core/patience.ts'

Object.assign(RETRY_PAUSES, { firstMs: 1, everyMs: 5 })

const AWAY: ErrorFacts = {
  kind: 'connect',
  host: '127.0.0.1',
  port: 1,
  reason: 'Connection refused',
  phase: 'login',
}

test('what is tried for a while only ends with the latest error, which was told of once', async () => {
  const told: ErrorFacts[] = []
  let tries = 0
  const attempt = async () => {
    tries += 1
    throw new HwctlError(AWAY)
  }
  const { signal } = new AbortController()
  const how = { signal, forMs: 30, lost: (facts: ErrorFacts) => told.push(facts) }
  await assert.rejects(
    persistently(attempt, how),
    (thrown) => thrown instanceof HwctlError && thrown.facts === AWAY,
  )
  assert.ok(tries > 1)
  assert.deepEqual(told, [AWAY])
})

test('a checkpoint says that its BMC may be away in one way only', () => {
  assert.equal(mayBeAway({ bmcMayBeAway: true, more: 1 }), true)
  for (const other of [
    undefined,
    null,
    'bmcMayBeAway',
    {},
    { bmcMayBeAway: 'true' },
    { bmcMayBeAway: false },
  ])
    assert.equal(mayBeAway(other), false)
})
