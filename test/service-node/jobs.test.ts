import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { RunEvent } from '../../src/core/event.ts'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import { firmwareFolder } from '../contract/firmware-tars.ts'
import { nodeOf } from '../contract/machines.ts'
import { until } from '../simulator/bmc-client.ts'
import { startFleet } from '../simulator/fleet.ts'
import { asked, atWork } from './held-bmcs.ts'
import { NatsProcess } from './nats-process.ts'
import { outcomesOf } from './outcomes.ts'
import { Site, through } from './site.ts'

/** A pool of two, machines that run, and their new firmware. */
async function rack(t: TestContext, protocol: 'openbmc' | 'redfish') {
  const nats = await NatsProcess.start(t)
  const site = new Site(t, nats.url)
  const start = (name: string) => site.serviceNode(name, nats.url, { pool: 'rack' })
  const members = { sn1: await start('sn1'), sn2: await start('sn2') }
  const fleet = await startFleet({
    ...{ nodes: 10, protocol, family: 'openbmc', power: 'on' },
    ...{ flashMs: 2000, bmcRebootMs: 1500, powerDelayMs: 300 },
  })
  t.after(() => fleet.close())
  return { url: nats.url, site, members, fleet, line: `rflash -d ${firmwareFolder(t)}` }
}

/** Nothing was done twice, and nothing was left out. */
async function assertFlashedOnce(bmcs: readonly SimulatedBmc[], restart: string): Promise<void> {
  await until(() => bmcs.every(({ state }) => state.host === 'Running'))
  for (const { counters, firmware, name } of bmcs) {
    const { uploads, activations, bmcReboots, powerActionCounts } = counters
    assert.deepEqual(
      { uploads, activations, bmcReboots, restarts: powerActionCounts[restart] },
      { uploads: 2, activations: 2, bmcReboots: 1, restarts: 1 },
      name,
    )
    const running = [...firmware.functional].map((id) => firmware.images.get(id)?.version).sort()
    assert.deepEqual(running, ['bmc-v3', 'host-v3'], name)
  }
}

const RESTARTS = { openbmc: 'RequestedHostTransition=On', redfish: 'ComputerSystem.Reset=ForceRestart' }

for (const protocol of ['openbmc', 'redfish'] as const)
  test(`a member of a pool is killed in the middle of a job: the other goes on from where each node was, over ${protocol}`, async (t) => {
    const { url, site, members, fleet, line } = await rack(t, protocol)
    const activating =
      protocol === 'openbmc'
        ? asked(fleet.bmcs, 'PUT /xyz/openbmc_project/software/', 10)
        : asked(fleet.bmcs, 'POST /redfish/v1/UpdateService', 10)
    const events: RunEvent[] = []
    const nodes = through(fleet.bmcs.map(nodeOf), 'rack')
    const running = (async () => {
      for await (const event of site.broker().run(line, nodes, { job: 1 })) events.push(event)
    })()
    await activating
    const victim = await atWork(url)
    members[victim === 'sn1' ? 'sn1' : 'sn2'].child.kill('SIGKILL')
    await running
    const failed = events.filter((event) => event.kind === 'failure')
    assert.deepEqual(failed, [])
    assert.equal(outcomesOf(events, 10).size, 10)
    const warnings = events.flatMap((event) => (event.kind === 'warning' ? [event.error] : []))
    assert.partialDeepStrictEqual(
      warnings,
      [{ serviceNode: victim, problem: 'passed-on' }],
      JSON.stringify(warnings),
    )
    await assertFlashedOnce(fleet.bmcs, RESTARTS[protocol])
  })
