import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { inProcessRunner } from '../../src/broker/runners/in-process.ts'
import type { Call } from '../../src/core/capability.ts'
import type { RunEvent } from '../../src/core/event.ts'
import type { NodeName } from '../../src/core/node.ts'
import { Flash } from '../../src/hwctl/managers/flash.ts'
import type { FleetOptions } from '../../src/simulator/fleet-options.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import { memoryPins } from '../rest/web-server.ts'
import { until } from '../simulator/bmc-client.ts'
import { startFleet } from '../simulator/fleet.ts'
import { firmwareFolder } from './firmware-tars.ts'
import { nodeOf } from './machines.ts'

/** Every moment at which a run may be killed: when it has said this the so-manieth time. */
const REST_MOMENTS = [
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

/** The same over Redfish, where the BMC writes what it was sent at once, and tasks are in the checkpoints. */
const REDFISH_MOMENTS = [
  ['progress uploading BMC', 2],
  ['progress uploading host', 2],
  ['progress uploading host', 999],
  ['checkpoint', 1],
  ['checkpoint', 3],
  ['note activated', 1],
  ['note activated', 2],
  ['note bmc-reboots', 1],
  ['note bmc-reboot-sent', 1],
  ['note bmc-ready', 1],
  ['progress restarting host', 1],
  ['note host-restarted', 1],
] as const

/** And for a file of a vendor's own kind, which only its task and the versions tell of. */
const PLAIN_MOMENTS = [
  ['checkpoint', 1],
  ['progress uploading image', 2],
  ['progress uploading image', 999],
  ['checkpoint', 2],
  ['note task-started', 1],
  ['note percent', 2],
  ['progress checking versions', 1],
] as const

type Moment = readonly [name: string, times: number]

function nameOf(event: RunEvent): string {
  if (event.kind === 'note') return `note ${(event.note as { said: string }).said}`
  if (event.kind === 'progress') return `progress ${event.progress.phase}`
  return event.kind === 'status' ? `status ${event.status}` : event.kind
}

/** Breaks off what a killed process would have had on the wire; the last piece of an upload is the so-manieth of however many. */
function ends(event: RunEvent, seen: number, [moment, times]: Moment): boolean {
  if (nameOf(event) !== moment) return false
  if (times !== 999 || event.kind !== 'progress') return seen === times
  return event.progress.done === event.progress.total
}

interface Case {
  readonly name: string
  readonly options: Partial<FleetOptions>
  readonly moments: readonly Moment[]
  /** What the BMC has done in the end, however often the work was begun. */
  readonly done: Readonly<Record<'uploads' | 'activations' | 'bmcReboots', number>>
  readonly restart?: string
  readonly runs: readonly string[]
  callIn(t: TestContext): Call
}

const TARS = {
  done: { uploads: 2, activations: 2, bmcReboots: 1 },
  runs: ['bmc-v3', 'host-v3'],
  callIn: (t: TestContext) =>
    Flash.flash({ directory: firmwareFolder(t), hostReboot: true, clearDumps: false }),
} as const

const CASES: readonly Case[] = [
  {
    ...TARS,
    name: 'OpenBMC REST',
    options: { protocol: 'openbmc', flavour: 'bmcweb' },
    moments: REST_MOMENTS,
    restart: 'RequestedHostTransition=On',
  },
  {
    ...TARS,
    name: 'stock OpenBMC Redfish',
    options: { protocol: 'redfish', family: 'openbmc' },
    moments: REDFISH_MOMENTS,
    restart: 'ComputerSystem.Reset=ForceRestart',
  },
  {
    name: 'Dell',
    options: { protocol: 'redfish', family: 'dell' },
    moments: PLAIN_MOMENTS,
    done: { uploads: 1, activations: 1, bmcReboots: 0 },
    runs: ['2.0.0', '7.10.30.00'],
    callIn(t) {
      const file = join(temporaryFolder(t), 'bios.exe')
      writeFileSync(file, `SIMULATED FIRMWARE purpose=Host version=2.0.0\n${'x'.repeat(2_000_000)}`)
      return Flash.activate({ file, anyFile: true })
    },
  },
]

for (const { name, options, moments, done, restart, runs, callIn } of CASES)
  suite(`what was broken off ends with everything done exactly once: ${name}`, { concurrency: true }, () => {
    for (const moment of moments)
      test(`after ${moment.join(' ')}`, async (t) => {
        const fleet = await startFleet({
          nodes: 1,
          bmcRebootMs: 700,
          flashMs: 1500,
          powerDelayMs: 50,
          power: 'on',
          ...options,
        })
        const [bmc] = fleet.bmcs
        assert.ok(bmc)
        t.after(() => fleet.close())
        const call = callIn(t)
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
        assert.deepEqual(
          before.flatMap((event) => (event.kind === 'warning' ? [event.error] : [])),
          [],
        )
        const goes = before.some((event) => nameOf(event) === 'note bmc-reboot-sent')
        await until(() => !goes || bmc.counters.bmcReboots > 0) // and goes on at once, with the BMC away
        const last = before.findLast((event) => event.kind === 'checkpoint')?.checkpoint
        const after = await run(new Map([[nodeOf(bmc).name, last]]), () => false)
        const outcome = after.find((event) => event.kind === 'result' || event.kind === 'failure')
        assert.ok(outcome?.kind === 'result', JSON.stringify(outcome))
        const { uploads, activations, deletions, bmcReboots, powerActionCounts } = bmc.counters
        assert.deepEqual({ uploads, activations, bmcReboots, deletions }, { ...done, deletions: 0 })
        if (restart !== undefined) assert.equal(powerActionCounts[restart], 1)
        await until(() => bmc.state.host === 'Running')
        const running = [...bmc.firmware.functional].map((id) => bmc.firmware.images.get(id)?.version).sort()
        assert.deepEqual(running, runs)
      })
  })
