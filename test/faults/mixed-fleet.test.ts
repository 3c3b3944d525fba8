import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ASKED } from '../../fuzz/fault-expectations.ts'
import { fleetRun } from '../../fuzz/fleet-run.ts'
import { mixedFaults } from '../../fuzz/mixed-faults.ts'
import { startFleet } from '../simulator/fleet.ts'
import { FAULT_LIMITS } from './limits.ts'

const NODES = 300

const SHARES = [
  [0.1, 1],
  [0.3, 2],
] as const

suite(`${NODES} nodes with faults: each has its one true outcome`, { concurrency: true }, () => {
  for (const [share, seed] of SHARES)
    test(`${share * 100} %`, async (t) => {
      const fleet = await startFleet(mixedFaults(NODES, share, seed))
      t.after(() => fleet.close())
      assert.deepEqual(await fleetRun(fleet.bmcs, ASKED[2], { limits: FAULT_LIMITS }), [])
    })
})

for (const [share, seed] of SHARES)
  test(`${NODES} nodes, ${share * 100} % with faults, ended in the middle: each has its one true outcome`, async (t) => {
    const fleet = await startFleet(mixedFaults(NODES, share, seed))
    t.after(() => fleet.close())
    assert.deepEqual(await fleetRun(fleet.bmcs, ASKED[1], { limits: FAULT_LIMITS, endAfter: NODES / 3 }), [])
  })
