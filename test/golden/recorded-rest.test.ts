import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { simulated } from '../cli/terminal.ts'
import { BmcClient, only } from '../simulator/bmc-client.ts'
import { recordedRest } from './recorded-rest.ts'

const BODIES = resolve(import.meta.dirname, '../../../shared/samples/openbmc-rest/live-phosphor-rest')
const ROOT = '/xyz/openbmc_project'
const skip = existsSync(BODIES) ? false : `the recorded OpenBMC bodies are not there: ${BODIES}`
if (skip && process.env.CI !== undefined) throw new Error(skip)

async function recordedBmc(t: TestContext): Promise<BmcClient> {
  const fleet = await simulated(
    t,
    { nodes: 1, protocol: 'openbmc', flavour: 'phosphor' },
    recordedRest(BODIES),
  )
  const client = new BmcClient(only(fleet))
  t.after(() => client[Symbol.asyncDispose]())
  assert.equal((await client.get(`${ROOT}/led/enumerate`)).status, 401)
  await client.login()
  return client
}

suite('a recorded D-Bus tree', { skip, concurrency: true }, () => {
  test('is enumerated as it was recorded', async (t) => {
    const client = await recordedBmc(t)
    for (const group of ['inventory', 'sensors', 'logging', 'dump', 'control', 'user', 'software']) {
      const recorded = JSON.parse(readFileSync(`${BODIES}/${group}-enumerate.json`, 'utf8'))
      for (const [path, { Version }] of Object.entries<Record<string, unknown>>(recorded.data))
        if (String(Version).startsWith('uploaded-')) delete recorded.data[path] // since the lines were recorded
      assert.deepEqual((await client.get(`${ROOT}/${group}/enumerate`)).json, recorded, group)
    }
  })

  test('keeps what is written to it, in the type of the property', async (t) => {
    const client = await recordedBmc(t)
    const path = `${ROOT}/control/host0/auto_reboot/attr/AutoReboot`
    assert.equal((await client.ask('PUT', path, { body: { data: 0 } })).status, 200)
    assert.equal((await client.get(path)).json.data, false)
    const wrong = { body: { data: 'xyz.openbmc_project.Control.Boot.Source.Sources.Network' } }
    assert.equal((await client.ask('PUT', `${ROOT}/control/host0/boot/attr/BootMode`, wrong)).status, 403)
  })

  test('answers for what is not there as the recorded server did', async (t) => {
    const client = await recordedBmc(t)
    const asked = [
      ['GET', '/led/physical/enumerate', 404, /^org.freedesktop.DBus.Error.FileNotFound: path or object/],
      [
        'PUT',
        '/control/thermal/0/attr/Current',
        403,
        /^The specified property cannot be created: 'Current'$/,
      ],
      ['POST', '/dump/action/CreateDump', 404, /^The specified method cannot be found: 'CreateDump'$/],
      [
        'POST',
        '/dump/entry/1/action/Delete',
        404,
        /^org.freedesktop.DBus.Error.FileNotFound: path or object/,
      ],
    ] as const
    for (const [method, path, status, text] of asked) {
      const body = method === 'GET' ? {} : { body: { data: [] } }
      const answer = await client.ask(method, ROOT + path, body)
      assert.equal(answer.status, status, path)
      assert.match(String(answer.json.data?.description), text)
    }
  })

  test('loses its entries one by one, or all of them', async (t) => {
    const client = await recordedBmc(t)
    const ids = async () => {
      const { data } = (await client.get(`${ROOT}/logging/enumerate`)).json
      return Object.keys(data ?? {}).filter((path) => path.includes('/entry/'))
    }
    assert.equal((await ids()).length, 6)
    assert.equal((await client.ask('DELETE', `${ROOT}/logging/entry/1`)).status, 200)
    const body = { data: [] }
    const gone = await client.ask('POST', `${ROOT}/logging/entry/2/action/Delete`, { body })
    assert.equal(gone.status, 200)
    assert.deepEqual(await ids(), [`${ROOT}/logging/entry/3`, `${ROOT}/logging/entry/3/callout`])
    for (const _ of ['full', 'empty'])
      assert.equal((await client.ask('POST', `${ROOT}/logging/action/DeleteAll`, { body })).status, 200)
    assert.deepEqual(await ids(), [])
  })
})
