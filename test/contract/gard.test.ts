import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Gard } from '../../src/hwctl/managers/gard.ts'
import { MACHINES, machine, succeeded } from './machines.ts'

for (const kind of MACHINES)
  describe(`gard: ${kind.name}`, { concurrency: true }, () => {
    test(`records are ${kind.can.includes('gard') ? 'cleared with one request' : 'not there, and it says so'}`, async (t) => {
      const { call, requests } = await machine(t, kind)
      const answer = await call(Gard.clear())
      if (!kind.can.includes('gard')) return assert.equal(answer.error?.kind, 'unsupported')
      assert.deepEqual(succeeded(answer), { cleared: true })
      assert.deepEqual(requests(), ['POST /org/open_power/control/gard/action/Reset'])
    })
  })
