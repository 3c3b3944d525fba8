import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Call } from '../../src/core/capability.ts'
import { Beacon } from '../../src/hwctl/managers/beacon.ts'
import { Bios } from '../../src/hwctl/managers/bios.ts'
import { Certificate } from '../../src/hwctl/managers/certificate.ts'
import { Eventlog } from '../../src/hwctl/managers/eventlog.ts'
import { Flash } from '../../src/hwctl/managers/flash.ts'
import { Inventory } from '../../src/hwctl/managers/inventory.ts'
import { Media } from '../../src/hwctl/managers/media.ts'
import { Power } from '../../src/hwctl/managers/power.ts'
import { PowerCap } from '../../src/hwctl/managers/powercap.ts'
import { Probe } from '../../src/hwctl/managers/probe.ts'
import { Sensor } from '../../src/hwctl/managers/sensor.ts'
import { Setboot } from '../../src/hwctl/managers/setboot.ts'
import { loadExecutor } from '../../src/hwctl/registry.ts'
import { machine, SERVERS } from './machines.ts'

const CALLS: readonly Call[] = [
  Power.getState(),
  Power.setState({ target: 'on' }),
  Power.setState({ target: 'off', waitMs: 10_000 }),
  Power.setState({ target: 'softoff' }),
  Power.restart({ how: 'reset' }),
  Power.restart({ how: 'boot' }),
  Power.restart({ how: 'cycle' }),
  Power.interrupt(),
  Power.getBmcState(),
  Setboot.getBoot(),
  Setboot.setBoot({ target: 'network', persistent: false }),
  Setboot.setBoot({ target: 'hard-drive', persistent: true }),
  Setboot.setBoot({ target: 'bios-setup', persistent: false }),
  Beacon.getBeacon(),
  Beacon.setBeacon({ state: 'on' }),
  Beacon.setBeacon({ state: 'off' }),
  Beacon.setBeacon({ state: 'blink' }),
  Sensor.readVitals({ leds: true }),
  Sensor.readVitals({ classes: ['temperature'], leds: false }),
  Inventory.read({ firmware: true, raw: false }),
  Inventory.read({ types: ['system'], firmware: false, raw: false }),
  Inventory.read({ types: [], firmware: true, raw: false }),
  PowerCap.getLimit(),
  PowerCap.setLimit({ limit: { watts: 1000 } }),
  PowerCap.setLimit({ limit: 'off' }),
  Bios.get({}),
  Bios.set({ wishes: [{ name: 'BootMode', value: 'Bios' }] }),
  Bios.getPending(),
  Bios.resetToDefault(),
  Media.list(),
  Media.insert({ image: 'http://10.1.0.1/debian.iso' }),
  Media.eject({}),
  Certificate.read(),
  Certificate.request({ organization: 'O', organizationalUnit: 'U', city: 'L', state: 'S', country: 'DE' }),
  Probe.look({ asks: [] }),
  Flash.list(),
  Flash.check({}),
  Flash.delete({ id: '12345678' }),
  Flash.activate({ id: '12345678' }),
  Eventlog.list({}),
  Eventlog.list({ last: 1 }),
  Eventlog.clear(),
  Eventlog.resolve({ ids: ['1'], manyNodes: false }),
  Eventlog.resolve({ ids: 'LED', manyNodes: false }),
]

async function planned(
  protocol: 'openbmc' | 'redfish',
  { capability, op, input }: Call,
): Promise<readonly string[]> {
  const steps = (await loadExecutor(protocol, capability)).ops[op]
  assert.ok(steps)
  return steps === 'unsupported' ? [] : (steps.plan?.(input) ?? [])
}

/** Whether a plan says that such a request may come. REST names the path; Redfish the resource, whose path is not known before. */
function foretold(line: string, plan: readonly string[]): boolean {
  const [method = '', path = ''] = line.split(' ')
  if (path.startsWith('/xyz')) return plan.some((one) => one.startsWith(`${method} ${path}`))
  return (
    method === 'GET' ||
    plan.some((one) => one.includes(method) || (method === 'POST' && one.includes('ForceOff')))
  )
}

for (const kind of SERVERS)
  describe(`the plan for ${kind.name}`, { concurrency: true }, () => {
    for (const call of CALLS)
      test(`foretells every request of ${call.capability} ${call.op} ${JSON.stringify(call.input ?? '')}`, async (t) => {
        const { node, call: run, requests } = await machine(t, kind, { power: 'on', logEntries: 2 })
        assert.ok(node.protocol !== 'auto')
        const plan = await planned(node.protocol, call)
        await run(call)
        const surprises = requests().filter((line) => !foretold(line, plan))
        assert.deepEqual(surprises, [], `plan: ${plan.join('; ')}`)
        const writes = requests().filter((line) => !line.startsWith('GET '))
        if (!plan.some((one) => /PUT|POST|PATCH/.test(one))) assert.deepEqual(writes, [])
      })
  })
