import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Power } from '../../src/hwctl/managers/power.ts'
import { type Answer, MACHINES, machine, succeeded } from './machines.ts'

const ON = { power: 'on' } as const

function statuses({ events }: Answer): string[] {
  return events.flatMap((event) => (event.kind === 'status' ? [event.status] : []))
}

for (const kind of MACHINES)
  describe(`power: ${kind.name}`, { concurrency: true }, () => {
    test('a node that is on reads on, one that is off reads off, with the BMC’s own words', async (t) => {
      const on = await machine(t, kind, ON)
      const reading = succeeded(await on.call(Power.getState())) as {
        state: string
        reported: { host: string }
      }
      assert.equal(reading.state, 'on')
      assert.match(reading.reported.host, /^(Running|On)$/)
      const off = await machine(t, kind)
      assert.equal((succeeded(await off.call(Power.getState())) as { state: string }).state, 'off')
    })

    test('a chassis with power under a host that is off reads on-chassis, where the machine tells them apart', async (t) => {
      const { bmc, call } = await machine(t, kind, ON)
      await bmc.set({ host: 'Off', chassis: 'On' })
      const { state } = succeeded(await call(Power.getState())) as { state: string }
      assert.equal(state, kind.can.includes('chassis-apart') ? 'on-chassis' : 'off')
    })

    test('reading changes nothing', async (t) => {
      const { call, powerActions } = await machine(t, kind, ON)
      succeeded(await call(Power.getState()))
      succeeded(await call(Power.getBmcState()))
      assert.deepEqual(powerActions(), [])
    })

    test('on switches on, once, and says powering-on', async (t) => {
      const { bmc, call, powerActions } = await machine(t, kind)
      const answer = await call(Power.setState({ target: 'on', waitMs: 20_000 }))
      assert.deepEqual(succeeded(answer), { requested: 'on', forced: false })
      assert.deepEqual(statuses(answer), ['powering-on'])
      assert.equal(powerActions().length, 1)
      assert.equal(bmc.state.host, 'Running')
    })

    for (const [target, over] of [
      ['on', ON],
      ['off', {}],
      ['softoff', {}],
    ] as const)
      test(`${target} of what is ${target === 'on' ? 'on' : 'off'} already is done, also where the BMC refuses it`, async (t) => {
        const { bmc, call } = await machine(t, kind, over)
        const answer = await call(Power.setState({ target, waitMs: 20_000 }))
        assert.deepEqual(succeeded(answer), { requested: target, forced: false })
        assert.equal(bmc.state.host, target === 'on' ? 'Running' : 'Off')
      })

    test('off takes the power away, once; waiting, it is really off', async (t) => {
      const { bmc, call, powerActions } = await machine(t, kind, ON)
      const answer = await call(Power.setState({ target: 'off', waitMs: 20_000 }))
      assert.deepEqual(succeeded(answer), { requested: 'off', forced: false })
      assert.deepEqual(statuses(answer), ['powering-off'])
      assert.equal(powerActions().length, 1)
      assert.deepEqual([bmc.state.host, bmc.state.chassis], ['Off', 'Off'])
    })

    test('softoff asks the host, and waits until it is off when told to', async (t) => {
      const { bmc, call, powerActions } = await machine(t, kind, ON)
      succeeded(await call(Power.setState({ target: 'softoff', waitMs: 20_000 })))
      assert.match(
        powerActions().join(),
        /^(RequestedHostTransition=Off|ComputerSystem.Reset=GracefulShutdown)$/,
      )
      assert.equal(bmc.state.chassis, 'Off')
    })

    test('softoff that has its effect is not forced', async (t) => {
      const { call, powerActions } = await machine(t, kind, ON)
      const answer = await call(Power.setState({ target: 'softoff', forceAfterMs: 20_000 }))
      assert.deepEqual(succeeded(answer), { requested: 'softoff', forced: false })
      assert.equal(powerActions().length, 1)
    })

    test('reset restarts a node that is on; off is confirmed before on', async (t) => {
      const { bmc, call, powerActions } = await machine(t, kind, ON)
      const answer = await call(Power.restart({ how: 'reset', waitMs: 20_000 }))
      assert.deepEqual(succeeded(answer), { how: 'reset', restarted: true })
      assert.equal(statuses(answer).at(-1), 'powering-on')
      assert.equal(bmc.state.host, 'Running')
      assert.match(
        powerActions().join(),
        /^(RequestedPowerTransition=Off,RequestedHostTransition=On|ComputerSystem.Reset=ForceRestart)$/,
      )
    })

    for (const how of ['reset', 'cycle'] as const)
      test(`${how} leaves a node alone that is off`, async (t) => {
        const { call, powerActions } = await machine(t, kind)
        assert.deepEqual(succeeded(await call(Power.restart({ how }))), { how, restarted: false })
        assert.deepEqual(powerActions(), [])
      })

    test('boot starts a node that is off, with one action', async (t) => {
      const { bmc, call, powerActions } = await machine(t, kind)
      const answer = await call(Power.restart({ how: 'boot', waitMs: 20_000 }))
      assert.deepEqual(succeeded(answer), { how: 'boot', restarted: true })
      assert.deepEqual(statuses(answer), ['powering-on'])
      assert.equal(powerActions().length, 1)
      assert.equal(bmc.state.host, 'Running')
    })

    test('cycle takes the power away and gives it back', async (t) => {
      const { bmc, call, powerActions } = await machine(t, kind, ON)
      assert.deepEqual(succeeded(await call(Power.restart({ how: 'cycle', waitMs: 20_000 }))), {
        how: 'cycle',
        restarted: true,
      })
      assert.equal(bmc.state.host, 'Running')
      assert.match(
        powerActions().join(),
        /^(RequestedPowerTransition=Off,RequestedHostTransition=On|ComputerSystem.Reset=PowerCycle|ComputerSystem.Reset=ForceOff,ComputerSystem.Reset=On)$/,
      )
    })

    test(`nmi is ${kind.can.includes('nmi') ? 'sent once' : 'refused'}`, async (t) => {
      const { call, powerActions } = await machine(t, kind, ON)
      const { value, error } = await call(Power.interrupt())
      if (kind.can.includes('nmi')) assert.deepEqual(value, { interrupted: true })
      else assert.equal(error?.kind, 'unsupported')
      assert.equal(powerActions().length, error ? 0 : 1)
    })

    test('the BMC reads ready, and not ready while it starts', async (t) => {
      const { bmc, call } = await machine(t, kind)
      assert.equal((succeeded(await call(Power.getBmcState())) as { ready: boolean }).ready, true)
      await bmc.set({ bmc: 'NotReady' })
      assert.equal((succeeded(await call(Power.getBmcState())) as { ready: boolean }).ready, false)
    })

    test('a BMC reboot is waited for until it was away and is ready again', async (t) => {
      const { bmc, call } = await machine(t, kind, { bmcRebootMs: 600 })
      succeeded(await call(Power.rebootBmc({ waitMs: 30_000 })))
      assert.equal(bmc.state.bmc, 'Ready')
      await bmc.set({ dropSessions: true })
    })

    test('the host goes on while the BMC reboots', async (t) => {
      const { bmc, call } = await machine(t, kind, { ...ON, bmcRebootMs: 100 })
      succeeded(await call(Power.rebootBmc({})))
      assert.equal(bmc.state.host, 'Running')
      await bmc.set({ dropSessions: true })
    })

    test('a state that does not come is told after the time that was given', async (t) => {
      const { call } = await machine(t, kind, { powerDelayMs: 60_000 })
      const { error } = await call(Power.setState({ target: 'on', waitMs: 300 }))
      assert.ok(error?.kind === 'deadline')
      assert.equal(error.sent, 'power-on')
      assert.equal(error.waitingFor, 'on')
    })

    test('softoff without effect is forced after its time, and that is said', async (t) => {
      const { bmc, call, powerActions } = await machine(t, kind, { ...ON, powerDelayMs: 2000 })
      const pending = call(Power.setState({ target: 'softoff', forceAfterMs: 300 }))
      const answer = await pending
      assert.deepEqual(succeeded(answer), { requested: 'softoff', forced: true })
      assert.equal(powerActions().length, 2)
      assert.ok(answer.events.some((event) => event.kind === 'note'))
      assert.equal(bmc.state.chassis, 'Off')
    })

    test('a wrong password is told as such, and nothing is done', async (t) => {
      const { bmc, call, powerActions } = await machine(t, kind, ON)
      await bmc.set({ password: 'another' })
      const { error } = await call(Power.setState({ target: 'off' }))
      assert.ok(error?.kind === 'login')
      assert.equal(error.status, 401)
      assert.deepEqual(powerActions(), [])
    })

    test('a BMC that is away is told with host, port and reason', async (t) => {
      const { bmc, call } = await machine(t, kind)
      await bmc.set({ reachable: false })
      const { error } = await call(Power.getState())
      assert.deepEqual(error, {
        kind: 'connect',
        host: bmc.address,
        port: bmc.port,
        reason: 'Connection refused',
        phase: 'login',
      })
    })

    test('a certificate that changed stops everything before the password is sent', async (t) => {
      const { bmc, call } = await machine(t, kind, ON)
      succeeded(await call(Power.getState()))
      await bmc.set({ certificate: 'new', dropConnections: true })
      const { error } = await call(Power.setState({ target: 'off' }))
      assert.ok(error?.kind === 'trust')
      assert.equal(bmc.counters.requests, 0)
    })
  })
