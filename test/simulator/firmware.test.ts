import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, type TestContext, test } from 'node:test'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import type { FleetOptions } from '../../src/simulator/fleet-options.ts'
import { FLAVOURS } from '../../src/simulator/model.ts'
import { firmwareTar, type TarWish } from '../contract/firmware-tars.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import { BmcClient, only, until } from './bmc-client.ts'
import { startFleet } from './fleet.ts'

const SOFTWARE = '/xyz/openbmc_project/software'
const ACTIVE = 'xyz.openbmc_project.Software.Activation.RequestedActivations.Active'
const V2: TarWish = { purpose: 'BMC', version: 'v2' }

async function loggedIn(t: TestContext, options: Omit<FleetOptions, 'nodes'>) {
  const fleet = await startFleet({ nodes: 1, protocol: 'openbmc', ...options })
  t.after(() => fleet.close())
  const bmc = only(fleet)
  const client = new BmcClient(bmc)
  t.after(() => client[Symbol.asyncDispose]())
  await client.login()
  const folder = temporaryFolder(t)
  const upload = (wish: TarWish | Buffer, path = '/upload/image', type = 'application/octet-stream') => {
    const body = Buffer.isBuffer(wish) ? wish : readFileSync(firmwareTar(folder, 'x.tar', wish))
    return client.ask(path === '/upload/image' ? 'POST' : 'PUT', path, {
      headers: { 'content-type': type },
      body: body.toString('latin1'),
    })
  }
  return { bmc, client, upload }
}

function running({ firmware }: SimulatedBmc): readonly (string | undefined)[] {
  return [...firmware.functional].map((id) => firmware.images.get(id)?.version).sort()
}

for (const flavour of FLAVOURS)
  suite(`firmware of ${flavour}`, { concurrency: true }, () => {
    test('a tar of any size is taken, answered with the id of its image, and counted', async (t) => {
      const { bmc, client, upload } = await loggedIn(t, { flavour })
      const answer = await upload({ ...V2, more: ['extended_version=skiboot-1,occ-2'] })
      assert.equal(answer.status, 200)
      const id = String(answer.json.data)
      assert.match(id, /^[0-9a-f]{8}$/)
      const { data } = (await client.get(`${SOFTWARE}/${id}`)).json
      assert.deepEqual(
        [data?.Version, data?.Purpose, data?.Activation, data?.ExtendedVersion].map((word) =>
          String(word).split('.').at(-1),
        ),
        ['v2', 'BMC', 'Ready', 'skiboot-1,occ-2'],
      )
      assert.ok(bmc.counters.uploadedBytes > 3_000_000)
      assert.equal(bmc.counters.uploads, 1)
      assert.equal((await upload({ ...V2, version: 'v3' }, '/upload/image/v3.tar')).status, 200)
    })

    test('a version that is there, and what is no tar, are 400', async (t) => {
      const { bmc, upload } = await loggedIn(t, { flavour })
      await upload(V2)
      for (const body of [V2, Buffer.from('no tar'), Buffer.alloc(2_000_000)]) {
        const { status, json } = await upload(body)
        assert.equal(status, 400)
        assert.equal(json.data?.description, 'Version already exists or failed to be extracted')
      }
      assert.equal(bmc.counters.uploads, 1)
    })

    test('nobody uploads without a login', async (t) => {
      const { bmc, client, upload } = await loggedIn(t, { flavour })
      client.headers = {}
      assert.equal((await upload(V2)).status, 401)
      assert.equal(bmc.counters.uploads, 0)
    })

    test('another content type is 415 for phosphor only', async (t) => {
      const { upload } = await loggedIn(t, { flavour })
      const { status } = await upload(V2, '/upload/image', 'application/x-tar')
      assert.equal(status, flavour === 'phosphor' ? 415 : 200)
    })

    test('other bodies are taken up to 1 MiB', async (t) => {
      const { client } = await loggedIn(t, { flavour })
      const body = { data: 'x'.repeat(1_100_000) }
      assert.equal((await client.ask('PUT', `${SOFTWARE}/2bd96ea5/attr/Priority`, { body })).status, 413)
    })

    test('an activation takes its time and tells the per cent; the image is first in line then', async (t) => {
      const { bmc, client, upload } = await loggedIn(t, { flavour, flashMs: 200 })
      const id = String((await upload(V2)).json.data)
      const path = `${SOFTWARE}/${id}`
      await client.ask('PUT', `${path}/attr/RequestedActivation`, { body: { data: ACTIVE } })
      const seen = new Set<number>()
      await until(async () => {
        const { data } = (await client.get(path)).json
        seen.add(Number(data?.Progress))
        return String(data?.Activation).endsWith('.Active')
      })
      assert.ok(seen.size > 1, [...seen].join())
      const { data } = (await client.get(`${SOFTWARE}/enumerate`)).json
      assert.deepEqual([data?.[path]?.Priority, data?.[`${SOFTWARE}/2bd96ea5`]?.Priority], [0, 1])
      assert.deepEqual(running(bmc), ['host-v1.0-simulated', 'v2.14.0-simulated'])
      assert.equal(bmc.counters.activations, 1)
    })

    test('what is first in line runs after the restart of its own: BMC or host', async (t) => {
      const { bmc, client, upload } = await loggedIn(t, { flavour, bmcRebootMs: 50, power: 'on' })
      for (const wish of [V2, { purpose: 'Host', version: 'h2' }]) {
        const id = (await upload(wish)).json.data
        await client.ask('PUT', `${SOFTWARE}/${id}/attr/RequestedActivation`, { body: { data: ACTIVE } })
      }
      await bmc.set({ reboot: true })
      assert.deepEqual(running(bmc), ['host-v1.0-simulated', 'v2'])
      bmc.machine.cycle()
      assert.deepEqual(running(bmc), ['h2', 'v2'])
      assert.equal(bmc.counters.bmcReboots, 1)
    })

    test('Priority 0 puts an image first, false too', async (t) => {
      const { bmc, client, upload } = await loggedIn(t, { flavour, bmcRebootMs: 50 })
      const id = (await upload(V2)).json.data
      await client.ask('PUT', `${SOFTWARE}/${id}/attr/RequestedActivation`, { body: { data: ACTIVE } })
      await client.ask('PUT', `${SOFTWARE}/2bd96ea5/attr/Priority`, { body: { data: false } })
      await bmc.set({ reboot: true })
      assert.deepEqual(running(bmc), ['host-v1.0-simulated', 'v2.14.0-simulated'])
    })

    test('an image is deleted; the one that the BMC runs stays, and the answer is yes all the same', async (t) => {
      const { bmc, client, upload } = await loggedIn(t, { flavour })
      const id = (await upload(V2)).json.data
      for (const one of [id, '2bd96ea5'])
        assert.equal(
          (await client.ask('POST', `${SOFTWARE}/${one}/action/Delete`, { body: { data: [] } })).status,
          200,
        )
      assert.deepEqual([...bmc.firmware.images.keys()].sort(), ['221d9020', '2bd96ea5'])
      assert.equal(bmc.counters.deletions, 1)
    })
  })

test('totals add up what firmware did, and a reset begins anew', async (t) => {
  const fleet = await startFleet({ nodes: 2, protocol: 'openbmc' })
  t.after(() => fleet.close())
  for (const bmc of fleet.bmcs) bmc.firmware.upload({ version: 'v2', purpose: 'BMC', extendedVersion: '' }, 7)
  const { uploads, uploadedBytes, activations } = fleet.totals()
  assert.deepEqual([uploads, uploadedBytes, activations], [2, 14, 0])
  fleet.resetCounters()
  assert.equal(fleet.totals().uploads, 0)
})

test('activation-fails: failed at the per cent asked for', async (t) => {
  const { bmc, client, upload } = await loggedIn(t, {
    flavour: 'bmcweb',
    faults: { 'activation-fails:70': 1 },
  })
  const id = (await upload(V2)).json.data
  await client.ask('PUT', `${SOFTWARE}/${id}/attr/RequestedActivation`, { body: { data: ACTIVE } })
  const image = bmc.firmware.images.get(String(id))
  assert.deepEqual([image?.activation, image?.progress], ['Failed', 70])
})

test('old-firmware-returns: a restart brings back what ran', async (t) => {
  const options = { flavour: 'phosphor', bmcRebootMs: 50, faults: { 'old-firmware-returns': 1 } } as const
  const { bmc, client, upload } = await loggedIn(t, options)
  const id = (await upload(V2)).json.data
  await client.ask('PUT', `${SOFTWARE}/${id}/attr/RequestedActivation`, { body: { data: ACTIVE } })
  await bmc.set({ reboot: true })
  assert.deepEqual(running(bmc), ['host-v1.0-simulated', 'v2.14.0-simulated'])
})

test('upload-breaks: a reset in the middle, and nothing is kept', async (t) => {
  const { bmc, upload } = await loggedIn(t, { flavour: 'phosphor', faults: { 'upload-breaks': 1 } })
  await assert.rejects(upload(V2))
  assert.deepEqual([bmc.counters.uploads, bmc.firmware.images.size], [0, 2])
})
