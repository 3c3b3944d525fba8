import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BmcClient } from './bmc-client.ts'
import { faultyBmc, HOST, REDFISH, REST, SYSTEM } from './faulty-bmc.ts'

const ROOT = '/redfish/v1'
const DAY_MS = 86_400_000
const isJson = (text: string) => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

async function loggedIn(client: BmcClient, options: typeof REST | typeof REDFISH): Promise<BmcClient> {
  await (options.protocol === 'openbmc' ? client.login() : client.openSession())
  return client
}

test('503: always, without Retry-After, and nothing is carried out', async () => {
  await using faulty = await faultyBmc('503')
  const { bmc, client } = faulty
  for (let count = 0; count < 4; count++) {
    const { status, headers } = await client.openSession()
    assert.deepEqual([status, headers['retry-after']], [503, undefined])
  }
  assert.deepEqual([bmc.counters.requests, bmc.counters.logins], [4, 0])
})

for (const status of [503, 429] as const)
  test(`${status} with Retry-After: the first ones, then all is well`, async () => {
    const kind = status === 503 ? '503-retry-after' : '429'
    await using faulty = await faultyBmc(`${kind}:3`)
    const { bmc, client } = faulty
    for (let count = 0; count < 3; count++) {
      const answer = await client.openSession()
      assert.deepEqual([answer.status, answer.headers['retry-after']], [status, '1'])
    }
    assert.equal((await client.openSession()).status, 201)
    assert.equal((await client.get(SYSTEM)).status, 200)
    assert.equal(bmc.counters.logins, 1)
    await bmc.set({ fault: kind })
    assert.equal((await client.get(SYSTEM)).status, status)
  })

test('html: 200 and a page', async () => {
  await using faulty = await faultyBmc('html', REST)
  const answer = await faulty.client.login()
  assert.deepEqual([answer.status, answer.headers['content-type']], [200, 'text/html'])
  assert.match(answer.text, /^<!DOCTYPE html>/)
  assert.equal(faulty.bmc.counters.logins, 0)
})

for (const fault of ['truncated-json', 'malformed-json'] as const)
  for (const options of [REST, REDFISH])
    test(`${fault}, ${options.protocol}: the answer is whole, its JSON is not; the request is carried out`, async () => {
      await using faulty = await faultyBmc(fault, options)
      const client = await loggedIn(faulty.client, options)
      const answer = await client.get(options.protocol === 'openbmc' ? HOST : SYSTEM)
      assert.deepEqual([answer.status, isJson(answer.text)], [200, false])
      assert.match(String(answer.headers['content-type']), /^application\/json/)
      assert.equal(Number(answer.headers['content-length']), answer.text.length)
      assert.match(answer.text, /^\{/)
      assert.equal(/\}\s*$/.test(answer.text), fault === 'malformed-json')
      assert.equal(faulty.bmc.counters.openSessions, 1)
    })

const EXPECTED = {
  'missing-properties': { word: undefined, object: undefined },
  'null-properties': { word: null, object: null },
  'wrong-types': { word: 7, object: [] },
} as const

for (const [fault, { word, object }] of Object.entries(EXPECTED)) {
  const kind = fault as keyof typeof EXPECTED

  test(`${fault}: Redfish`, async () => {
    await using faulty = await faultyBmc(kind)
    const client = await loggedIn(faulty.client, REDFISH)
    const { PowerState, Boot, Status, Actions } = (await client.get(SYSTEM)).json
    assert.deepEqual([PowerState, Boot, Status], [word, object, object])
    assert.ok(Actions?.['#ComputerSystem.Reset'])
    assert.ok((await client.get(ROOT)).json.Systems)
  })

  test(`${fault}: OpenBMC's REST, in objects, in trees and alone`, async () => {
    await using faulty = await faultyBmc(kind, REST)
    const client = await loggedIn(faulty.client, REST)
    assert.equal((await client.get(HOST)).json.data?.CurrentHostState, word)
    assert.equal((await client.get(HOST)).json.data?.AttemptsLeft, 3)
    const tree = (await client.get('/xyz/openbmc_project/state/enumerate')).json.data
    const states = [
      tree?.[HOST]?.CurrentHostState,
      tree?.['/xyz/openbmc_project/state/chassis0']?.CurrentPowerState,
      tree?.['/xyz/openbmc_project/state/bmc0']?.CurrentBMCState,
    ]
    assert.deepEqual(states, [word, word, word])
    const alone = (await client.get(`${HOST}/attr/CurrentHostState`)).json
    assert.deepEqual([alone.data, alone.status], [word, 'ok'])
  })
}

test('clock-wrong: ten years behind, in the header and in the body', async () => {
  const isTenYearsAgo = (time: number) => {
    const days = (Date.now() - time) / DAY_MS
    return days > 3650 && days < 3655
  }
  await using redfish = await faultyBmc('clock-wrong')
  const opened = await redfish.client.openSession()
  assert.ok(isTenYearsAgo(Date.parse(String(opened.headers.date))))
  assert.ok(isTenYearsAgo(Date.parse(String(opened.json.CreatedTime))))
  const manager = await redfish.client.get('/redfish/v1/Managers/bmc')
  assert.ok(isTenYearsAgo(Date.parse(String(manager.json.DateTime))))
  await using rest = await faultyBmc('clock-wrong', REST)
  await rest.client.login()
  const bmc = (await rest.client.get('/xyz/openbmc_project/state/bmc0')).json.data
  assert.ok(isTenYearsAgo(Number(bmc?.LastRebootTime)))
})
