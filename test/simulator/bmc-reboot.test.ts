import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BmcClient, only, until } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

const BMC = '/xyz/openbmc_project/state/bmc0'
const REBOOT = { data: 'xyz.openbmc_project.State.BMC.Transition.Reboot' }
const TIMES = { bmcRebootMs: 100, bmcStartMs: 50 }

async function rebootOverRest(client: BmcClient): Promise<number> {
  return (await client.ask('PUT', `${BMC}/attr/RequestedBMCTransition`, { body: REBOOT })).status
}

const refused = (error: unknown) => /ECONNREFUSED/.test(String((error as NodeJS.ErrnoException).code))

test('a BMC that reboots answers, then drops its connections and refuses new ones, then is back', async () => {
  await using fleet = await startFleet({
    nodes: 1,
    protocol: 'openbmc',
    flavour: 'phosphor',
    ...TIMES,
    bmcRebootMs: 60_000,
    power: 'on',
  })
  const bmc = only(fleet)
  await using client = new BmcClient(bmc)
  await client.login()
  assert.equal(await rebootOverRest(client), 200)
  await until(() => bmc.state.bmc === 'Away')
  await until(() => bmc.counters.openConnections === 0)
  await using later = new BmcClient(bmc)
  await assert.rejects(later.get('/'), refused)
  await bmc.set({ reachable: true })
  assert.equal((await later.login()).status, 200)
  assert.equal(bmc.state.host, 'Running')
  assert.deepEqual(bmc.counters.powerActionCounts, { 'RequestedBMCTransition=Reboot': 1 })
})

test('it comes back by itself, not ready at first', async () => {
  await using fleet = await startFleet({
    nodes: 1,
    protocol: 'openbmc',
    flavour: 'bmcweb',
    bmcRebootMs: 50,
    bmcStartMs: 3_600_000,
  })
  const bmc = only(fleet)
  await using client = new BmcClient(bmc)
  await client.login()
  await rebootOverRest(client)
  await until(() => bmc.state.bmc === 'NotReady')
  await using later = new BmcClient(bmc)
  later.headers = client.headers
  const state = await later.get(`${BMC}/attr/CurrentBMCState`)
  assert.equal(state.json.data, 'xyz.openbmc_project.State.BMC.BMCState.NotReady')
})

test('sessions are lost by a reboot on phosphor and on Redfish, and kept on disk by bmcweb', async () => {
  await using rest = await startFleet({ nodes: 2, protocol: 'openbmc', ...TIMES })
  for (const bmc of rest.bmcs) {
    await using client = new BmcClient(bmc)
    await client.login()
    await rebootOverRest(client)
    await until(() => bmc.state.bmc === 'Away')
    await until(() => bmc.state.bmc === 'Ready')
    await using later = new BmcClient(bmc)
    assert.equal((await later.get(BMC, client.headers)).status, bmc.flavour === 'bmcweb' ? 200 : 401)
  }
})

test('a manager is reset over Redfish', async () => {
  await using fleet = await startFleet({ nodes: 3, protocol: 'redfish', ...TIMES })
  for (const bmc of fleet.bmcs) {
    await using client = new BmcClient(bmc)
    await client.openSession()
    const { Members } = (await client.get('/redfish/v1/Managers')).json
    const manager = String(Members?.[0]?.['@odata.id'])
    const shown = (await client.get(manager)).json
    assert.equal(shown.Status?.State, 'Enabled')
    const target = String(shown.Actions?.['#Manager.Reset']?.target)
    const body = bmc.family === 'supermicro' ? {} : { ResetType: 'GracefulRestart' }
    const answer = await client.ask('POST', target, { body })
    assert.equal(answer.status, bmc.family === 'supermicro' ? 200 : 204)
    await until(() => bmc.state.bmc === 'Away')
    await until(() => bmc.state.bmc === 'Ready')
    await using later = new BmcClient(bmc)
    assert.equal((await later.get(manager, client.headers)).status, 401)
    assert.equal(bmc.counters.powerActionCounts['Manager.Reset=GracefulRestart'], 1)
  }
})
