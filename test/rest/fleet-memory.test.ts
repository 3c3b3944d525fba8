import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factsOf } from '../../src/core/errors.ts'
import { FleetMemory } from '../../src/rest/fleet-memory.ts'
import type { Endpoint } from '../../src/rest/trust.ts'

const BMC: Endpoint = { host: '127.64.0.1', port: 8443, tls: 'pin', tlsLevel: 2 }

function refusal(memory: FleetMemory) {
  try {
    memory.check(BMC)
    return undefined
  } catch (thrown) {
    return factsOf(thrown)
  }
}

test('a BMC that took long not to answer is not asked again, and it is said since when', () => {
  const memory = new FleetMemory(() => Promise.reject(new Error('no')))
  assert.equal(refusal(memory), undefined)
  const before = Date.now()
  memory.failed(BMC, 'timeout', 10_000)
  const facts = refusal(memory)
  assert.ok(facts?.kind === 'connect')
  assert.deepEqual(
    [facts.host, facts.port, facts.reason, facts.phase],
    ['127.64.0.1', 8443, 'timeout', 'login'],
  )
  assert.ok(Math.abs(Date.parse(facts.since ?? '') - (before - 10_000)) < 5000)
  memory.close()
})

test('one that refuses at once is asked each time: that costs no more than to remember it', () => {
  const memory = new FleetMemory(() => Promise.reject(new Error('no')))
  memory.failed(BMC, 'Connection refused', 3)
  assert.equal(refusal(memory), undefined)
})

test('one that answered is asked again', () => {
  const memory = new FleetMemory(() => Promise.reject(new Error('no')))
  memory.failed(BMC, 'timeout', 10_000)
  memory.reached(BMC)
  assert.equal(refusal(memory), undefined)
})

test('it is tried in the background, less and less often, until it answers', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const asked: number[] = []
  let now = 0
  let answers = false
  const memory = new FleetMemory(
    async () => {
      asked.push(now)
      if (!answers) throw new Error('no')
    },
    { firstMs: 10, mostMs: 40 },
  )
  memory.failed(BMC, 'timeout', 10_000)
  for (now = 1; now <= 120; now++) {
    answers = now > 100
    t.mock.timers.tick(1)
    await Promise.resolve()
    await Promise.resolve()
    await Promise.resolve()
  }
  assert.deepEqual(asked, [10, 30, 70, 110])
  assert.equal(refusal(memory), undefined)
})
