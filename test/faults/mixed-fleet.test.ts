import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ASKED } from '../../fuzz/fault-expectations.ts'
import { fleetRun } from '../../fuzz/fleet-run.ts'
import { mixedFaults } from '../../fuzz/mixed-faults.ts'
import { startFleet } from '../../src/simulator/fleet.ts'
import { FAULT_LIMITS } from './limits.ts'

const NODES = 300

for (const [share, seed] of [
  [0.1, 1],
  [0.3, 2],
] as const)
  for (const endAfter of [undefined, NODES / 3])
    test(`${NODES} nodes, ${share * 100} % with faults${endAfter ? ', ended in the middle' : ''}: each has its one true outcome`, async (t) => {
      const fleet = await startFleet(mixedFaults(NODES, share, seed))
      t.after(() => fleet.close())
      const asked = ASKED[endAfter ? 1 : 2]
      const how = { limits: FAULT_LIMITS, ...(endAfter && { endAfter }) }
      assert.deepEqual(await fleetRun(fleet.bmcs, asked, how), [])
    })
