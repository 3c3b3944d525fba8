import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FLAVOURS } from '../../src/simulator/model.ts'
import { BmcClient, only, until } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

const STATE = '/xyz/openbmc_project/state'
const CONTROL = '/xyz/openbmc_project/control/host0'
const WORDS = 'xyz.openbmc_project'

async function states(client: BmcClient): Promise<readonly (string | undefined)[]> {
  const { data } = (await client.get(`${STATE}/enumerate`)).json
  const last = (value: unknown) => String(value).split('.').at(-1)
  return [
    last(data?.[`${STATE}/host0`]?.CurrentHostState),
    last(data?.[`${STATE}/chassis0`]?.CurrentPowerState),
  ]
}

function transition(client: BmcClient, kind: 'Host' | 'Chassis' | 'BMC', word: string) {
  const attribute = {
    Host: 'host0/attr/RequestedHostTransition',
    Chassis: 'chassis0/attr/RequestedPowerTransition',
    BMC: 'bmc0/attr/RequestedBMCTransition',
  }
  return client.ask('PUT', `${STATE}/${attribute[kind]}`, {
    body: { data: `${WORDS}.State.${kind}.Transition.${word}` },
  })
}

for (const flavour of FLAVOURS) {
  const options = { nodes: 1, protocol: 'openbmc', flavour } as const

  test(`${flavour}: on powers the chassis at once and the host after the delay; off takes the delay for both`, async () => {
    await using fleet = await startFleet({ ...options, powerDelayMs: 50 })
    await using client = new BmcClient(only(fleet))
    await client.login()
    assert.deepEqual(await states(client), ['Off', 'Off'])
    assert.equal((await transition(client, 'Host', 'On')).status, 200)
    assert.deepEqual([only(fleet).state.host, only(fleet).state.chassis], ['PoweringOn', 'On'])
    await until(async () => (await states(client)).join() === 'Running,On')
    await transition(client, 'Chassis', 'Off')
    assert.equal(only(fleet).state.host, 'PoweringOff')
    await until(async () => (await states(client)).join() === 'Off,Off')
  })

  test(`${flavour}: while it is on its way the old state is shown`, async () => {
    await using fleet = await startFleet({ ...options, powerDelayMs: 3_600_000 })
    await using client = new BmcClient(only(fleet))
    await client.login()
    await transition(client, 'Host', 'On')
    assert.deepEqual(await states(client), ['Off', 'On'])
    await only(fleet).set({ host: 'Running' })
    await transition(client, 'Host', 'Off')
    assert.deepEqual(await states(client), ['Running', 'On'])
  })

  test(`${flavour}: reboot goes through off, and every request is counted`, async () => {
    await using fleet = await startFleet({ ...options, power: 'on' })
    const bmc = only(fleet)
    await using client = new BmcClient(bmc)
    await client.login()
    await transition(client, 'Host', 'Reboot')
    assert.deepEqual(await states(client), ['Running', 'On'])
    assert.ok(bmc.state.boot.last)
    await transition(client, 'Host', 'Off')
    await transition(client, 'Host', 'ForceWarmReboot')
    assert.deepEqual(await states(client), ['Off', 'Off'])
    assert.deepEqual(
      bmc.counters.powerActions.map(({ action, value }) => `${action}=${value}`),
      [
        'RequestedHostTransition=Reboot',
        'RequestedHostTransition=Off',
        'RequestedHostTransition=ForceWarmReboot',
      ],
    )
  })

  test(`${flavour}: a chassis can be on with the host off, and a host can be quiesced`, async () => {
    await using fleet = await startFleet(options)
    const bmc = only(fleet)
    await using client = new BmcClient(bmc)
    await client.login()
    await bmc.set({ chassis: 'On' })
    assert.deepEqual(await states(client), ['Off', 'On'])
    await bmc.set({ host: 'Quiesced' })
    assert.deepEqual(await states(client), ['Quiesced', 'On'])
  })

  test(`${flavour}: a one-time boot is used up by the boot, a permanent one stays`, async () => {
    await using fleet = await startFleet(options)
    const bmc = only(fleet)
    await using client = new BmcClient(bmc)
    await client.login()
    const source = (word: string) => ({ data: `${WORDS}.Control.Boot.Source.Sources.${word}` })
    await client.ask('PUT', `${CONTROL}/boot/attr/BootSource`, { body: source('Disk') })
    await client.ask('PUT', `${CONTROL}/boot/one_time/attr/BootSource`, { body: source('Network') })
    await client.ask('PUT', `${CONTROL}/boot/one_time/attr/Enabled`, { body: { data: 1 } })
    const oneTime = (await client.get(`${CONTROL}/boot/one_time`)).json.data
    assert.deepEqual([oneTime?.Enabled, oneTime?.BootSource], [true, source('Network').data])
    await transition(client, 'Host', 'On')
    assert.deepEqual(bmc.state.boot.last, { source: 'Network', oneTime: true })
    assert.equal((await client.get(`${CONTROL}/boot/one_time/attr/Enabled`)).json.data, false)
    await transition(client, 'Host', 'Reboot')
    assert.deepEqual(bmc.state.boot.last, { source: 'Disk', oneTime: false })
  })

  test(`${flavour}: a boot source that it does not know is refused`, async () => {
    await using fleet = await startFleet(options)
    await using client = new BmcClient(only(fleet))
    await client.login()
    const path = `${CONTROL}/boot/attr/BootSource`
    const ask = (word: string) =>
      client.ask('PUT', path, { body: { data: `${WORDS}.Control.Boot.Source.Sources.${word}` } })
    assert.equal((await ask('Tape')).status, 403)
    assert.equal((await ask('HTTP')).status, flavour === 'bmcweb' ? 200 : 403)
    assert.equal((await ask('ExternalMedia')).status, 200)
  })
}

test('a transition that is asked for on the way replaces the one before', async () => {
  await using fleet = await startFleet({ nodes: 1, protocol: 'openbmc', powerDelayMs: 3_600_000 })
  const bmc = only(fleet)
  await using client = new BmcClient(bmc)
  await client.login()
  await transition(client, 'Host', 'On')
  await bmc.set({ powerDelayMs: 0 })
  await transition(client, 'Chassis', 'Off')
  assert.deepEqual(await states(client), ['Off', 'Off'])
})
