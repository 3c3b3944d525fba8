import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ASKED } from '../../fuzz/fault-expectations.ts'
import { fleetRun } from '../../fuzz/fleet-run.ts'
import { FAULT_KINDS, type FaultKind } from '../../src/simulator/faults/fault-kinds.ts'
import type { FaultSpec } from '../../src/simulator/faults/fault-spec.ts'
import { SERVERS } from '../contract/machines.ts'
import { memoryPins } from '../rest/web-server.ts'
import { startFleet } from '../simulator/fleet.ts'
import { FAULT_LIMITS } from './limits.ts'

/** Faults that last, in a size that a test has time for. */
const SPECS: Readonly<Partial<Record<FaultKind, FaultSpec>>> = { slow: 'slow:100', dribble: 'dribble:1' }

suite('every fault is told with its true reason, whatever is asked', { concurrency: true }, () => {
  for (const server of SERVERS)
    for (const asked of ASKED)
      test(`${server.name}: ${asked.join(' ')}`, async (t) => {
        const count = FAULT_KINDS.length
        const fleet = await startFleet({ nodes: count, power: 'on', bmcRebootMs: 300, ...server.options })
        t.after(() => fleet.close())
        for (const [index, bmc] of fleet.bmcs.entries()) {
          const kind = FAULT_KINDS[index]
          if (kind) await bmc.set({ fault: SPECS[kind] ?? kind })
        }
        assert.deepEqual(await fleetRun(fleet.bmcs, asked, { limits: FAULT_LIMITS }), [])
      })
})

test('a certificate that has changed since the last run is refused, and nothing is sent', async (t) => {
  const fleet = await startFleet({ nodes: 2, power: 'on', faults: { 'certificate-changed': 1 } })
  t.after(() => fleet.close())
  const pins = memoryPins()
  assert.deepEqual(await fleetRun(fleet.bmcs, ASKED[0], { pins, limits: FAULT_LIMITS }), [])
  assert.deepEqual(await fleetRun(fleet.bmcs, ASKED[1], { pins, limits: FAULT_LIMITS }), [])
  assert.deepEqual(fleet.totals().powerActionCounts, {})
  assert.equal(fleet.totals().requests, 0)
})
