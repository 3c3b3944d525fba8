import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ErrorFacts } from '../../../src/core/errors.ts'
import { members } from '../../../src/hwctl/redfish/client/collection.ts'
import type { RedfishClient } from '../../../src/hwctl/redfish/client/resource.ts'
import { clientOf, collection, root } from './client.ts'

const EXPAND = '?$expand=.($levels=1)'
const [a, b, c] = ['/c/a', '/c/b', '/c/c'] as const
const full = (path: string) => ({ '@odata.id': path, Id: path })

async function ids(bmc: RedfishClient, failed?: (facts: ErrorFacts) => void): Promise<readonly unknown[]> {
  const all = await members(bmc, '/c', { operation: 'look', ...(failed && { failed }) })
  return all.map(({ path, data }) => (data.Id === path ? path : data))
}

describe('the members of a collection', () => {
  test('are read each by itself where the service does not say that it expands', async (t) => {
    const answers = { '/redfish/v1/': root(false), '/c': collection(a, b), [a]: full(a), [b]: full(b) }
    const { bmc, asked } = await clientOf(t, answers)
    assert.deepEqual(await ids(bmc), [a, b])
    assert.deepEqual(asked, ['/redfish/v1/', '/c', a, b])
  })

  test('come with the collection where it does: one request', async (t) => {
    const answers = { '/redfish/v1/': root(true), [`/c${EXPAND}`]: collection(full(a), full(b)) }
    const { bmc, asked } = await clientOf(t, answers)
    assert.deepEqual(await ids(bmc), [a, b])
    assert.deepEqual(await ids(bmc), [a, b])
    assert.deepEqual(asked, ['/redfish/v1/', `/c${EXPAND}`, `/c${EXPAND}`])
  })

  test('are read by themselves where they came as links all the same, and it is not asked again', async (t) => {
    const answers = {
      '/redfish/v1/': root(true),
      [`/c${EXPAND}`]: collection(full(a), b),
      '/c': collection(a, b),
      [a]: full(a),
      [b]: full(b),
    }
    const { bmc, asked } = await clientOf(t, answers)
    assert.deepEqual(await ids(bmc), [a, b])
    assert.deepEqual(await ids(bmc), [a, b])
    assert.deepEqual(asked, ['/redfish/v1/', `/c${EXPAND}`, b, '/c', a, b])
  })

  for (const refusal of [400, 501, 500, { Name: 'no members' }])
    test(`are read without the query where it is answered with ${JSON.stringify(refusal)}, from then on`, async (t) => {
      const answers = {
        '/redfish/v1/': root(true),
        [`/c${EXPAND}`]: refusal,
        '/c': collection(a),
        [a]: full(a),
      }
      const { bmc, asked } = await clientOf(t, answers)
      assert.deepEqual(await ids(bmc), [a])
      assert.deepEqual(await ids(bmc), [a])
      assert.deepEqual(asked, ['/redfish/v1/', `/c${EXPAND}`, '/c', a, '/c', a])
    })

  test('go on over pages, by path or by URL, and pages that go round in a circle end', async (t) => {
    const answers = {
      '/redfish/v1/': root(false),
      '/c': { ...collection(a), 'Members@odata.nextLink': '/c?$skip=1' },
      '/c?$skip=1': { ...collection(b), 'Members@odata.nextLink': 'https://bmc/c?$skip=2' },
      '/c?$skip=2': { ...collection(c), 'Members@odata.nextLink': '/c?$skip=1' },
      [a]: full(a),
      [b]: full(b),
      [c]: full(c),
    }
    const { bmc } = await clientOf(t, answers)
    assert.deepEqual(await ids(bmc), [a, b, c])
  })

  test('that are gone are left out; the error of another is told, and the rest stands', async (t) => {
    const answers = { '/redfish/v1/': root(false), '/c': collection(a, b, c), [b]: 500, [c]: full(c) }
    const { bmc } = await clientOf(t, answers)
    const told: ErrorFacts[] = []
    assert.deepEqual(await ids(bmc, (facts) => told.push(facts)), [c])
    assert.deepEqual(
      told.map((facts) => facts.kind === 'bmc' && facts.status),
      [500],
    )
    await assert.rejects(ids(bmc))
  })

  test('that are null, or no objects, are none', async (t) => {
    const answers = { '/redfish/v1/': root(false), '/c': { Members: [null, 'x', {}] } }
    const { bmc } = await clientOf(t, answers)
    assert.deepEqual(await ids(bmc), [])
    answers['/c'] = { Members: null } as never
    assert.deepEqual(await ids(bmc), [])
  })
})

test('members are read one after the other: none is asked for while another is under way', async (t) => {
  const answers = {
    '/redfish/v1/': root(false),
    '/c': collection(a, b, c),
    [a]: full(a),
    [b]: 404,
    [c]: full(c),
  }
  const { bmc } = await clientOf(t, answers)
  let [now, most] = [0, 0]
  const request = bmc.session.request.bind(bmc.session)
  t.mock.method(bmc.session, 'request', async (...asked: Parameters<typeof request>) => {
    most = Math.max(most, ++now)
    try {
      return await request(...asked)
    } finally {
      now -= 1
    }
  })
  assert.deepEqual(await ids(bmc), [a, c])
  assert.equal(most, 1)
})
