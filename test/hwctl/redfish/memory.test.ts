import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { chassisOf } from '../../../src/hwctl/redfish/client/chassis.ts'
import { getManagerObject } from '../../../src/hwctl/redfish/client/manager.ts'
import { ifThere } from '../../../src/hwctl/redfish/client/memory.ts'
import { readObject } from '../../../src/hwctl/redfish/client/resource.ts'
import { getSystemObject } from '../../../src/hwctl/redfish/client/system.ts'
import { type Answer, clientOf, collection, root } from './client.ts'

const [SYSTEM, CHASSIS, MORE, BMC] = ['/s/1', '/c/1', '/c/2', '/m/1']
const links = (...paths: readonly string[]) => paths.map((path) => ({ '@odata.id': path }))
const tagged = (etag: string | undefined, body: object) => ({ ...(etag && { '@odata.etag': etag }), ...body })
const system = (etag: string | undefined, ...chassis: readonly string[]) =>
  tagged(etag, { Links: { Chassis: links(...chassis), ManagedBy: links(BMC) } })

/** A machine of one system, whose resources have these tags. */
async function machine(t: TestContext, etag: string | undefined, more: Record<string, Answer> = {}) {
  const client = await clientOf(t, {
    '/redfish/v1/': root(false),
    '/redfish/v1/Systems': collection(SYSTEM),
    [SYSTEM]: system(etag, CHASSIS),
    '/redfish/v1/Chassis': collection(CHASSIS),
    [CHASSIS]: tagged(etag, {}),
    [MORE]: {},
    [BMC]: {},
    ...more,
  })
  const { bmc, asked } = client
  /** What a reading found, and what it asked for. */
  async function reading<T extends { path: string } | readonly { path: string }[]>(read: () => Promise<T>) {
    asked.length = 0
    const found = await read()
    return { paths: (Array.isArray(found) ? found : [found]).map(({ path }) => path), asked: [...asked] }
  }
  return {
    ...client,
    systems: () => reading(() => getSystemObject(bmc, 'look')),
    chassis: () => reading(() => chassisOf(bmc, 'look')),
    manager: () => reading(() => getManagerObject(bmc, 'look')),
  }
}

describe('links that were found', () => {
  for (const etag of ['W/"1"', undefined])
    test(`are kept: what they lead to is one request (ETag ${etag})`, async (t) => {
      const { systems, chassis, manager } = await machine(t, etag)
      await systems()
      await chassis()
      await manager()
      assert.deepEqual(await systems(), { paths: [SYSTEM], asked: [SYSTEM] })
      assert.deepEqual(await chassis(), { paths: [CHASSIS], asked: [CHASSIS] })
      assert.deepEqual(await manager(), { paths: [BMC], asked: [BMC] })
    })

  test('are followed anew where the resource that named them is read with another ETag, and the others stay', async (t) => {
    const { systems, chassis, manager, answers } = await machine(t, '"1"')
    await chassis()
    await manager()
    answers[SYSTEM] = system('"2"', CHASSIS, MORE)
    assert.deepEqual((await chassis()).paths, [CHASSIS], 'nobody has read the system yet')
    assert.deepEqual((await systems()).asked, [SYSTEM], 'the collection that named the system is as it was')
    assert.deepEqual(await chassis(), {
      paths: [CHASSIS, MORE],
      asked: [SYSTEM, '/redfish/v1/Chassis', CHASSIS, MORE],
    })
    assert.deepEqual((await chassis()).asked, [CHASSIS, MORE])
    assert.deepEqual((await manager()).asked, [SYSTEM, BMC])
  })

  test('hang on what led to the resource that named them', async (t) => {
    const { bmc, chassis, answers } = await machine(t, undefined, {
      '/redfish/v1/Systems': { '@odata.etag': '"1"', ...collection(SYSTEM) },
      '/s/2': system(undefined, MORE),
    })
    await chassis()
    answers['/redfish/v1/Systems'] = { '@odata.etag': '"2"', ...collection('/s/2') }
    await readObject(bmc, 'look', '/redfish/v1/Systems')
    assert.deepEqual((await chassis()).paths, [MORE])
  })

  test('are not kept where what named them changed while they were followed', async (t) => {
    const { bmc, systems, chassis, answers } = await machine(t, '"1"')
    await systems()
    const request = bmc.session.request.bind(bmc.session)
    t.mock.method(bmc.session, 'request', async (asked: Parameters<typeof request>[0]) => {
      if (asked.path === '/redfish/v1/Chassis' && answers[SYSTEM] !== undefined) {
        answers[SYSTEM] = system('"2"', CHASSIS, MORE)
        await getManagerObject(bmc, 'look')
      }
      return request(asked)
    })
    assert.deepEqual((await chassis()).paths, [CHASSIS])
    assert.deepEqual((await chassis()).paths, [CHASSIS, MORE])
  })

  test('are followed anew where they lead nowhere any more, once', async (t) => {
    const { chassis, answers, asked } = await machine(t, '"1"')
    await chassis()
    Object.assign(answers, { [CHASSIS]: 404, [SYSTEM]: system('"1"', MORE) })
    assert.deepEqual((await chassis()).paths, [MORE])
    answers[MORE] = 404
    assert.deepEqual((await chassis()).paths, [])
    assert.equal(asked.filter((path) => path === '/redfish/v1/Chassis').length, 1)
  })

  test('are followed anew after an hour, as not every BMC has ETags', async (t) => {
    const { chassis, answers } = await machine(t, undefined)
    await chassis()
    answers[SYSTEM] = system(undefined, CHASSIS, MORE)
    const began = performance.now()
    const clock = t.mock.method(performance, 'now', () => began + 3_599_000)
    assert.deepEqual((await chassis()).asked, [CHASSIS])
    clock.mock.mockImplementation(() => began + 3_601_000)
    assert.deepEqual((await chassis()).paths, [CHASSIS, MORE])
  })
})

test('what is not there is asked for again after five minutes: a host that has started has parts', async (t) => {
  const { bmc, answers, asked } = await machine(t, undefined)
  const look = () => ifThere(bmc, '/s/1/Memory', async (path) => (await readObject(bmc, 'look', path)).path)
  asked.length = 0
  assert.equal(await look(), undefined)
  answers['/s/1/Memory'] = {}
  const began = performance.now()
  const clock = t.mock.method(performance, 'now', () => began + 299_000)
  assert.equal(await look(), undefined)
  assert.deepEqual(asked, ['/s/1/Memory'])
  clock.mock.mockImplementation(() => began + 301_000)
  assert.equal(await look(), '/s/1/Memory')
})
