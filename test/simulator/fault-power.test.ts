import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultyBmc, HOST, REDFISH, REST, SYSTEM } from './faulty-bmc.ts'

const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`
const CHASSIS = '/xyz/openbmc_project/state/chassis0'

test('power-never: accepted, on its way, and never there until it is cured', async () => {
  await using faulty = await faultyBmc('power-never', { ...REDFISH, resetMakesTask: true })
  const { bmc, client } = faulty
  await client.openSession()
  const answer = await client.ask('POST', RESET, { body: { ResetType: 'On' } })
  assert.equal(answer.status, 202)
  assert.equal((await client.get(SYSTEM)).json.PowerState, 'PoweringOn')
  assert.equal((await client.get(String(answer.headers.location))).json.TaskState, 'Running')
  await client.ask('POST', RESET, { body: { ResetType: 'ForceOff' } })
  assert.equal((await client.get(SYSTEM)).json.PowerState, 'PoweringOff')
  assert.equal(bmc.counters.powerActionCount, 2)
  await bmc.set({ fault: null })
  assert.equal((await client.get(SYSTEM)).json.PowerState, 'Off')
})

test("power-never: OpenBMC's REST goes on showing the old state", async () => {
  await using faulty = await faultyBmc('power-never', { ...REST, power: 'on' })
  const { bmc, client } = faulty
  await client.login()
  const body = { data: 'xyz.openbmc_project.State.Host.Transition.Off' }
  assert.equal((await client.ask('PUT', `${HOST}/attr/RequestedHostTransition`, { body })).status, 200)
  assert.match(String((await client.get(HOST)).json.data?.CurrentHostState), /\.Running$/)
  assert.deepEqual([bmc.state.host, bmc.state.chassis], ['PoweringOff', 'On'])
})

test('power-lies: done, it says, and nothing has moved', async () => {
  await using redfish = await faultyBmc('power-lies', { ...REDFISH, power: 'on' })
  await redfish.client.openSession()
  for (const type of ['ForceOff', 'GracefulShutdown', 'PowerCycle', 'ForceRestart', 'On'])
    assert.equal((await redfish.client.ask('POST', RESET, { body: { ResetType: type } })).status, 204)
  assert.equal((await redfish.client.get(SYSTEM)).json.PowerState, 'On')
  assert.equal(redfish.bmc.state.boot.last, undefined)
  assert.equal(redfish.bmc.counters.powerActionCount, 5)

  await using rest = await faultyBmc('power-lies', REST)
  await rest.client.login()
  const host = { data: 'xyz.openbmc_project.State.Host.Transition.On' }
  const chassis = { data: 'xyz.openbmc_project.State.Chassis.Transition.On' }
  const put = (path: string, body: unknown) => rest.client.ask('PUT', path, { body })
  assert.equal((await put(`${HOST}/attr/RequestedHostTransition`, host)).status, 200)
  assert.equal((await put(`${CHASSIS}/attr/RequestedPowerTransition`, chassis)).status, 200)
  assert.deepEqual([rest.bmc.state.host, rest.bmc.state.chassis], ['Off', 'Off'])
})
