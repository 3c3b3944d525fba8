import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import { FAMILIES } from '../../src/simulator/model.ts'
import { BmcClient, only, until } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

const SYSTEM = {
  openbmc: '/redfish/v1/Systems/system',
  dell: '/redfish/v1/Systems/System.Embedded.1',
  supermicro: '/redfish/v1/Systems/1',
} as const

async function loggedIn(bmc: SimulatedBmc): Promise<BmcClient> {
  const client = new BmcClient(bmc)
  await client.openSession()
  return client
}

for (const family of FAMILIES) {
  const options = { nodes: 1, protocol: 'redfish', family } as const
  const system = SYSTEM[family]
  const reset = (client: BmcClient, type: string) =>
    client.ask('POST', `${system}/Actions/ComputerSystem.Reset`, { body: { ResetType: type } })
  const power = async (client: BmcClient) => String((await client.get(system)).json.PowerState)

  test(`${family}: power goes through its transitions`, async () => {
    await using fleet = await startFleet({ ...options, powerDelayMs: 3_600_000 })
    const bmc = only(fleet)
    await using client = await loggedIn(bmc)
    assert.equal(await power(client), 'Off')
    const answer = await reset(client, 'On')
    assert.equal(answer.status, family === 'supermicro' ? 200 : 204)
    assert.equal(answer.text === '', family !== 'supermicro')
    assert.equal(await power(client), family === 'openbmc' ? 'PoweringOn' : 'Off')
    await bmc.set({ host: 'Running', powerDelayMs: 30 })
    await reset(client, 'GracefulShutdown')
    assert.equal(await power(client), family === 'openbmc' ? 'PoweringOff' : 'On')
    await until(async () => (await power(client)) === 'Off')
  })

  test(`${family}: each reset that is on offer is taken, any other is refused`, async () => {
    await using fleet = await startFleet({ ...options, power: 'on' })
    const bmc = only(fleet)
    await using client = await loggedIn(bmc)
    const action = (await client.get(system)).json.Actions?.['#ComputerSystem.Reset']
    const info = action?.['@Redfish.ActionInfo']
    const allowed = info
      ? (await client.get(String(info))).json.Parameters?.[0]?.AllowableValues
      : action?.['ResetType@Redfish.AllowableValues']
    assert.ok(Array.isArray(allowed) && allowed.includes('ForceRestart'))
    for (const type of allowed) {
      await bmc.set({ host: family === 'dell' && type === 'On' ? 'Off' : 'Running' })
      assert.ok((await reset(client, String(type))).status < 300, String(type))
    }
    assert.equal(bmc.counters.powerActionCount, allowed.length)
    const refused = await reset(client, 'Sideways')
    assert.equal(refused.status, 400)
    assert.match(
      refused.text,
      family === 'openbmc' ? /ActionParameterNotSupported/ : /PropertyValueNotInList/,
    )
    const empty = await client.ask('POST', `${system}/Actions/ComputerSystem.Reset`, { body: {} })
    assert.equal(empty.status, 400)
    assert.equal(bmc.counters.powerActionCount, allowed.length)
  })

  test(`${family}: on of what is on is ${family === 'dell' ? 'refused' : 'taken'}, off of what is off too`, async () => {
    await using fleet = await startFleet({ ...options, power: 'on' })
    const bmc = only(fleet)
    await using client = await loggedIn(bmc)
    for (const [host, type] of [
      ['Running', 'On'],
      ['Off', 'ForceOff'],
    ] as const) {
      await bmc.set({ host })
      const { status, text } = await reset(client, type)
      if (family === 'dell') assert.ok(status === 409 && /IDRAC\.\d\.\d\.PSU50/.test(text), text)
      else assert.ok(status < 300)
    }
    assert.equal(bmc.counters.powerActionCount, family === 'dell' ? 0 : 2)
  })

  test(`${family}: a restart leaves a machine alone that is off`, async () => {
    await using fleet = await startFleet(options)
    await using client = await loggedIn(only(fleet))
    await reset(client, 'ForceRestart')
    assert.equal(await power(client), 'Off')
  })

  test(`${family}: where a reset makes a task, the task ends when the machine is there`, async () => {
    await using fleet = await startFleet({ ...options, resetMakesTask: true, powerDelayMs: 3_600_000 })
    const bmc = only(fleet)
    await using client = await loggedIn(bmc)
    const answer = await reset(client, 'On')
    assert.equal(answer.status, 202)
    const task = String(answer.headers.location)
    assert.equal((await client.get(task)).json.TaskState, 'Running')
    await bmc.set({ host: 'Running' })
    assert.equal((await client.get(task)).json.TaskState, 'Completed')
  })
}

test('the states of host and chassis show in Redfish, where the family tells them', async () => {
  await using fleet = await startFleet({ nodes: 3, protocol: 'redfish' })
  for (const bmc of fleet.bmcs) {
    await using client = await loggedIn(bmc)
    await bmc.set({ chassis: 'On' })
    const { Members } = (await client.get('/redfish/v1/Chassis')).json
    const chassis = (await client.get(String(Members?.[0]?.['@odata.id']))).json
    assert.equal(chassis.PowerState, bmc.family === 'supermicro' ? undefined : 'On')
    await bmc.set({ host: 'Quiesced' })
    const status = (await client.get(SYSTEM[bmc.family ?? 'openbmc'])).json
    assert.deepEqual([status.PowerState, status.Status?.State], ['On', 'Quiesced'])
  }
})
