import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agentRound } from '../../fuzz/agent-server-round.ts'
import { bmcRound } from '../../fuzz/bmc-round.ts'

// A seed that fails is replayed by: npm run fuzz -- --seed N
for (const seed of [1, 2, 3]) {
  test(`BMC answers spoilt at random, seed ${seed}: every run keeps its promises`, async () => {
    assert.deepEqual(await bmcRound(seed, 120), [])
  })

  test(`an agent's socket besieged at random, seed ${seed}: the healthy client is served`, async () => {
    assert.deepEqual(await agentRound(seed, 200), [])
  })
}
