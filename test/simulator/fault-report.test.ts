import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Client } from 'undici'
import { HwctlError } from '../../src/core/errors.ts'
import { serveControl } from '../../src/simulator/control-server.ts'
import { FAULT_KINDS } from '../../src/simulator/faults/fault-kinds.ts'
import { readyLine } from '../../src/simulator/fleet-words.ts'
import { report } from '../../src/simulator/snapshot.ts'
import { BmcClient, only } from './bmc-client.ts'
import { failureOf } from './faulty-bmc.ts'
import { startFleet } from './fleet.ts'

test('a fault is given, told and taken away while the BMC runs', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'sim-fault-'))
  t.after(() => rm(folder, { recursive: true }))
  const socketPath = join(folder, 'control.sock')
  await using fleet = await startFleet({ nodes: 2, protocol: 'redfish' })
  await using _control = await serveControl(fleet, socketPath)
  const client = new Client('http://sim', { socketPath })
  t.after(() => client.close())
  const ask = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const answer = await client.request({ method, path, ...sent })
    return { status: answer.statusCode, json: JSON.parse(await answer.body.text()) }
  }
  const given = await ask('POST', '/bmcs/sim0002', { fault: 'slow:5000' })
  assert.deepEqual([given.status, given.json.fault, given.json.faultNumber], [200, 'slow', 5000])
  await ask('POST', '/bmcs/sim0001', { fault: 'html' })
  const list = (await ask('GET', '/bmcs')).json.bmcs
  assert.deepEqual([list[0].fault, list[1].fault], ['html', 'slow'])
  assert.deepEqual(Object.keys((await ask('GET', '/totals')).json.faults), ['html', 'slow'])
  const wrong = await ask('POST', '/bmcs/sim0001', { fault: 'gremlins', latencyMs: 5 })
  assert.equal(wrong.status, 400)
  assert.match(wrong.json.error, /^fault: .*null or one of refuses, silent/)
  assert.equal(fleet.bmcs[0]?.latencyMs, 0)
  const cured = await ask('POST', '/bmcs/sim0001', { fault: null })
  assert.deepEqual([cured.json.fault, 'faultNumber' in cured.json], [null, false])
  await using bmc = new BmcClient(only(fleet))
  assert.equal((await bmc.get('/redfish/v1')).json.Name, 'Root Service')
})

test('a fault that there is not is refused, and the one there is stays', async () => {
  await using fleet = await startFleet({ nodes: 1, faults: { html: 1 } })
  const bmc = only(fleet)
  const refused = (error: unknown) => error instanceof HwctlError && error.facts.kind === 'usage'
  await assert.rejects(bmc.set({ fault: 'gremlins' as 'html' }), refused)
  await assert.rejects(bmc.setFault('gremlins' as 'html'), refused)
  assert.equal(report(bmc).fault, 'html')
})

test('every fault can be caught and cured, and leaves nothing behind', async () => {
  await using fleet = await startFleet({ nodes: 2 })
  for (const bmc of fleet.bmcs) {
    for (const fault of FAULT_KINDS) await bmc.set({ fault })
    await bmc.set({ fault: null })
    await using client = new BmcClient(bmc)
    const isRest = bmc.protocol === 'openbmc'
    assert.equal((await (isRest ? client.login() : client.openSession())).status, isRest ? 200 : 201)
    const { loginsUnanswered, openSessions } = bmc.counters
    assert.deepEqual([loginsUnanswered, openSessions, report(bmc).fault], [0, 1, null])
  }
})

test('in a mixed fleet each BMC shows its own fault, and the totals tell them apart', async () => {
  const faults = { refuses: 0.2, '503': 0.2, 'wrong-password': 0.2 } as const
  await using fleet = await startFleet({ nodes: 60, protocol: 'redfish', faults, seed: 3 })
  const expected = { refuses: 'ECONNREFUSED', '503': 503, 'wrong-password': 401, none: 201 } as const
  const told = await Promise.all(
    fleet.bmcs.map(async (bmc) => {
      await using client = new BmcClient(bmc)
      const login = client.openSession()
      const failure = await failureOf(login)
      const kind = (report(bmc).fault ?? 'none') as keyof typeof expected
      assert.equal(failure === 'no failure' ? (await login).status : failure, expected[kind], bmc.name)
      return kind
    }),
  )
  const totals = fleet.totals().faults
  assert.deepEqual(Object.keys(totals).sort(), Object.keys(expected).sort())
  for (const kind of Object.keys(expected) as (keyof typeof expected)[]) {
    const bmcs = told.filter((one) => one === kind).length
    const requests = kind === 'refuses' ? 0 : bmcs
    const openSessions = kind === 'none' ? bmcs : 0
    assert.deepEqual(totals[kind], {
      bmcs,
      requests,
      logins: openSessions,
      openSessions,
      powerActionCount: 0,
    })
  }
  assert.match(
    readyLine(fleet, undefined),
    new RegExp(`^60 simulated BMCs \\(${60 - (totals.none?.bmcs ?? 0)} with a fault\\) answer`),
  )
})
