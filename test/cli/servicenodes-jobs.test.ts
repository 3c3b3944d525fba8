import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import type { Fleet } from '../../src/simulator/fleet.ts'
import { firmwareFolder } from '../contract/firmware-tars.ts'
import { until } from '../simulator/bmc-client.ts'
import { joined, machine, setUp } from './service-node-machines.ts'
import { eventsOf } from './terminal.ts'

const NODES = 8

/** Machines that run, behind service nodes of these names, which are there. */
async function rack(t: TestContext, ...names: readonly string[]) {
  const flash = { flashMs: 2000, bmcRebootMs: 1500, powerDelayMs: 300 }
  const site = await setUp(t, NODES, { protocol: 'openbmc', power: 'on', ...flash })
  const { terminal, url } = site
  const machines = await Promise.all(names.map((name) => machine(t, terminal, name)))
  await site.start()
  const agents = await Promise.all(machines.map((one) => joined(one, url)))
  for (const name of names) await terminal.out('hwctl', 'servicenodes', 'approve', name)
  await terminal.out('hwctl', 'nodes', 'set', 'all', `servicenode=${names.join(',')}`)
  return { ...site, machines, agents, folder: firmwareFolder(t) }
}

async function assertFlashedOnce({ bmcs }: Fleet): Promise<void> {
  await until(() => bmcs.every(({ state }) => state.host === 'Running'))
  for (const { counters, name } of bmcs) {
    const { uploads, activations, bmcReboots } = counters
    assert.deepEqual(
      { uploads, activations, bmcReboots },
      { uploads: 2, activations: 2, bmcReboots: 1 },
      name,
    )
  }
}

const isReady = ({ bmcs }: Fleet) => until(() => bmcs.every(({ bmcState }) => bmcState === 'Ready'))

test('kill -9 of the command line in the middle of a job: the job goes on with resume, through the same service nodes', async (t) => {
  const { fleet, terminal, folder } = await rack(t, 'sn1', 'sn2')
  const first = terminal.start('hwctl', 'rflash', 'all', '-d', folder, '--json')
  const closed = once(first.child, 'close')
  await until(() => fleet.bmcs.every(({ counters }) => counters.activations === 2))
  first.child.kill('SIGKILL')
  await closed
  await isReady(fleet)
  const second = await terminal.run('hwctl', 'jobs', 'resume', '1')
  assert.equal(second.code, 0, second.err)
  await assertFlashedOnce(fleet)
})

test('kill -9 of the only service node in the middle of a job: it is told at once, and goes on with resume when there is another', async (t) => {
  const { fleet, terminal, folder, agents, machines, url } = await rack(t, 'sn1')
  const first = terminal.start('hwctl', 'rflash', 'all', '-d', folder, '--json')
  await until(() => fleet.bmcs.every(({ counters }) => counters.activations === 2))
  agents[0]?.child.kill('SIGKILL')
  const { code, out, err } = await first.ended()
  assert.equal(code, 3, err)
  const errors = eventsOf(out).flatMap((event) => (event.kind === 'failure' ? [event.error] : []))
  assert.equal(errors.length, NODES)
  for (const error of errors)
    assert.partialDeepStrictEqual(error, { serviceNode: 'sn1', problem: 'lost', outcomeUnknown: true })
  assert.match(err, /^Go on with: hwctl jobs resume 1$/m)
  assert.match(await terminal.out('hwctl', 'jobs'), /^1 +interrupted .* 0 +0 +8 /m)
  await isReady(fleet)
  const [first_] = machines
  assert.ok(first_)
  await joined(first_, url)
  const second = await terminal.run('hwctl', 'jobs', 'resume', '1')
  assert.equal(second.code, 0, second.err)
  await assertFlashedOnce(fleet)
})
