import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { inProcessRunner } from '../../src/broker/runners/in-process.ts'
import type { RunEvent } from '../../src/core/event.ts'
import type { NodeName } from '../../src/core/node.ts'
import { Flash } from '../../src/hwctl/managers/flash.ts'
import { startFleet } from '../../src/simulator/fleet.ts'
import { memoryPins } from '../rest/web-server.ts'
import { until } from '../simulator/bmc-client.ts'
import { firmwareFolder } from './firmware-tars.ts'
import { nodeOf } from './machines.ts'

/** Every moment at which a run may be killed: when it has said this the so-manieth time. */
const MOMENTS = [
  ['note activating', 1],
  ['note activating', 2],
  ['progress uploading BMC', 2],
  ['progress uploading host', 2],
  ['progress uploading host', 999],
  ['checkpoint', 1],
  ['checkpoint', 2],
  ['note started', 1],
  ['note started', 2],
  ['progress activating BMC', 2],
  ['note activated', 1],
  ['note activated', 2],
  ['checkpoint', 3],
  ['checkpoint', 4],
  ['note bmc-reboots', 1],
  ['note bmc-reboot-sent', 1],
  ['checkpoint', 5],
  ['note bmc-ready', 1],
  ['progress restarting host', 1],
  ['status powering-off', 1],
  ['status powering-on', 1],
  ['checkpoint', 7],
  ['note host-restarted', 1],
] as const

function nameOf(event: RunEvent): string {
  if (event.kind === 'note') return `note ${(event.note as { said: string }).said}`
  if (event.kind === 'progress') return `progress ${event.progress.phase}`
  return event.kind === 'status' ? `status ${event.status}` : event.kind
}

/** Breaks off what a killed process would have had on the wire; the last piece of an upload is the so-manieth of however many. */
function ends(event: RunEvent, seen: number, [moment, times]: (typeof MOMENTS)[number]): boolean {
  if (nameOf(event) !== moment) return false
  if (times !== 999 || event.kind !== 'progress') return seen === times
  return event.progress.done === event.progress.total
}

suite('a flash that was broken off ends with everything done exactly once', { concurrency: true }, () => {
  for (const moment of MOMENTS)
    test(`after ${moment.join(' ')}`, async (t) => {
      const options = { protocol: 'openbmc', flavour: 'bmcweb', power: 'on' } as const
      const fleet = await startFleet({
        nodes: 1,
        bmcRebootMs: 700,
        flashMs: 1500,
        powerDelayMs: 50,
        ...options,
      })
      const [bmc] = fleet.bmcs
      assert.ok(bmc)
      t.after(() => fleet.close())
      const directory = firmwareFolder(t)
      const call = Flash.flash({ directory, hostReboot: true, clearDumps: false })
      const run = async (
        checkpoints: ReadonlyMap<NodeName, unknown>,
        isMoment: (event: RunEvent) => boolean,
      ) => {
        const runner = inProcessRunner({ pins: memoryPins() })
        const ending = new AbortController()
        const runOptions = { signal: ending.signal, fanout: 1, cwd: '/', trace: false, checkpoints }
        const events: RunEvent[] = []
        for await (const event of runner.run({ command: '', words: [], call }, [nodeOf(bmc)], runOptions)) {
          events.push(event)
          if (isMoment(event)) ending.abort('killed')
        }
        await runner.close()
        return events
      }
      let seen = 0
      const before = await run(new Map(), (event) => {
        if (nameOf(event) === moment[0]) seen++
        return ends(event, seen, moment)
      })
      assert.ok(
        before.some((event) => event.kind === 'failure'),
        'it was not broken off',
      )
      const goes = before.some((event) => nameOf(event) === 'note bmc-reboot-sent')
      await until(() => bmc.bmcState === 'Ready' && (!goes || bmc.counters.bmcReboots > 0))
      const last = before.findLast((event) => event.kind === 'checkpoint')?.checkpoint
      const after = await run(new Map([[nodeOf(bmc).name, last]]), () => false)
      const outcome = after.find((event) => event.kind === 'result' || event.kind === 'failure')
      assert.ok(outcome?.kind === 'result', JSON.stringify(outcome))
      const { uploads, activations, deletions, bmcReboots, powerActionCounts } = bmc.counters
      assert.deepEqual(
        { uploads, activations, deletions, bmcReboots },
        { uploads: 2, activations: 2, deletions: 0, bmcReboots: 1 },
      )
      assert.equal(powerActionCounts['RequestedHostTransition=On'], 1)
      await until(() => bmc.state.host === 'Running')
      const running = [...bmc.firmware.functional].map((id) => bmc.firmware.images.get(id)?.version).sort()
      assert.deepEqual(running, ['bmc-v3', 'host-v3'])
    })
})
