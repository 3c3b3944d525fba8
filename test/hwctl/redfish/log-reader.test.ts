import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { factsOf } from '../../../src/core/errors.ts'
import { isNewestFirst, isTextOrder, merged } from '../../../src/hwctl/redfish/client/log-order.ts'
import type { Wanted } from '../../../src/hwctl/redfish/client/log-pages.ts'
import { readLog } from '../../../src/hwctl/redfish/client/log-reader.ts'
import { type Answer, clientOf } from './client.ts'

const ENTRIES = '/log/Entries'
const PATH = (id: number | string) => `${ENTRIES}/${id}`
const ALL = Number.POSITIVE_INFINITY

function member(id: number | string, minute = Number(id)) {
  const Created = new Date(1_600_000_000_000 + minute * 60_000).toISOString()
  return { '@odata.id': PATH(id), Id: String(id), Created, Message: `m${id}`, Resolved: false }
}

const link = (id: number) => ({ '@odata.id': PATH(id) })
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at)

function page(members: readonly object[], count: number, next?: string) {
  return { Members: members, 'Members@odata.count': count, ...(next && { 'Members@odata.nextLink': next }) }
}

async function logOf(t: TestContext, answers: Record<string, Answer>) {
  const client = await clientOf(t, { '/redfish/v1/': { Systems: { '@odata.id': '/s' } }, ...answers })
  const read = async (wanted: Partial<Wanted> = {}) => {
    client.asked.length = 0
    const items = await readLog(client.bmc, { entries: ENTRIES }, { operation: 'x', atLeast: ALL, ...wanted })
    return items.map(({ entry }) => entry.id)
  }
  return { ...client, read }
}

describe('reading a log', () => {
  test('members that come whole are not read again, page after page, also where a page names its successor as a link', async (t) => {
    const second = { ...page([member(3)], 3), 'Members@odata.nextLink': null }
    const { read, asked } = await logOf(t, {
      [ENTRIES]: { ...page([member(1), member(2)], 3), 'Members@odata.nextLink': link(0) },
      [PATH(0)]: second,
    })
    assert.deepEqual(await read(), ['1', '2', '3'])
    assert.deepEqual(asked, [ENTRIES, PATH(0)])
  })

  test('newest first is turned round, and only as many pages are read as are needed', async (t) => {
    const { read, asked } = await logOf(t, {
      [ENTRIES]: page([member(6), member(5)], 6, `${ENTRIES}?$skip=2`),
      [`${ENTRIES}?$skip=2`]: page([member(4), member(3)], 6, `${ENTRIES}?$skip=4`),
      [`${ENTRIES}?$skip=4`]: page([member(2), member(1)], 6),
    })
    assert.deepEqual(await read({ atLeast: 3 }), ['3', '4', '5', '6'])
    assert.equal(asked.length, 2)
    assert.deepEqual(await read(), ['1', '2', '3', '4', '5', '6'])
    assert.deepEqual(await read({ atLeast: 1, isKnown: ({ entry }) => entry.id === '4' }), [
      '3',
      '4',
      '5',
      '6',
    ])
  })

  test('entries that moved to the next page meanwhile come once', async (t) => {
    const { read } = await logOf(t, {
      [ENTRIES]: page([member(3), member(2)], 3, `${ENTRIES}?$skip=2`),
      [`${ENTRIES}?$skip=2`]: page([member(2), member(1)], 4),
    })
    assert.deepEqual(await read(), ['1', '2', '3'])
  })

  test('of a long log that comes oldest first, the end is asked for by its count', async (t) => {
    const { read, asked } = await logOf(t, {
      [ENTRIES]: page(
        range(1, 100).map((id) => member(id)),
        300,
        `${ENTRIES}?$skip=100`,
      ),
      [`${ENTRIES}?$skip=295`]: page(
        range(296, 300).map((id) => member(id)),
        300,
      ),
    })
    assert.deepEqual(await read({ atLeast: 5 }), ['296', '297', '298', '299', '300'])
    assert.deepEqual(asked, [ENTRIES, `${ENTRIES}?$skip=295`])
    await read({ atLeast: 5 })
    assert.deepEqual(asked, [`${ENTRIES}?$skip=295`])
  })

  test('a service that has one long page is tried with $skip once; one that passes over it, or refuses it, is not again', async (t) => {
    const whole = page(
      range(1, 100).map((id) => member(id)),
      100,
    )
    for (const answer of [whole, 400, 501] as const) {
      const { read, asked } = await logOf(t, { [ENTRIES]: whole, [`${ENTRIES}?$skip=84`]: answer })
      await read()
      assert.equal((await read({ atLeast: 16 })).length, 100)
      assert.equal(asked[0], `${ENTRIES}?$skip=84`)
      await read({ atLeast: 16 })
      assert.deepEqual(asked, [ENTRIES])
    }
  })

  test('a log that was cleared is read from its start', async (t) => {
    const { read, asked, answers } = await logOf(t, {
      [ENTRIES]: page(
        range(1, 100).map((id) => member(id)),
        100,
      ),
      [`${ENTRIES}?$skip=84`]: page([], 2),
    })
    await read()
    answers[ENTRIES] = page([member(1), member(2)], 2)
    assert.deepEqual(await read({ atLeast: 16 }), ['1', '2'])
    assert.deepEqual(asked, [`${ENTRIES}?$skip=84`, ENTRIES])
  })

  test('members that are only named are read each, only the newest where no more are wanted, and back to a known one', async (t) => {
    const members = Object.fromEntries(range(1, 9).map((id) => [PATH(id), member(id)]))
    const { read, asked } = await logOf(t, { [ENTRIES]: page(range(1, 9).map(link), 9), ...members })
    assert.deepEqual(await read({ atLeast: 2 }), ['8', '9'])
    assert.deepEqual(asked.filter((path) => path.startsWith(PATH(''))).toSorted(), [PATH(8), PATH(9)])
    assert.deepEqual(await read({ atLeast: 5, isKnown: ({ entry }) => entry.id === '9' }), ['9'])
    assert.equal((await read()).length, 9)
  })

  test('or all at once where the service says that it can', async (t) => {
    const { read, asked } = await logOf(t, {
      '/redfish/v1/': {
        Systems: { '@odata.id': '/s' },
        ProtocolFeaturesSupported: { ExpandQuery: { NoLinks: true, Levels: true } },
      },
      [ENTRIES]: page([1, 2].map(link), 2),
      [`${ENTRIES}?$expand=.($levels=1)`]: page([member(1), member(2)], 2),
    })
    assert.deepEqual(await read(), ['1', '2'])
    await read()
    assert.deepEqual(asked, [`${ENTRIES}?$expand=.($levels=1)`])
  })

  test('pages that go round in a circle are an error, not a wait', async (t) => {
    const { read } = await logOf(t, { [ENTRIES]: page([member(1)], 9, ENTRIES) })
    const facts = await read().then(() => assert.fail(), factsOf)
    assert.equal(facts.kind === 'malformed' && facts.problem, 'pages that go round in a circle')
  })

  test('ids that come in the order of their texts, as of bmcweb before 2023, come in that of their numbers', async (t) => {
    const { read } = await logOf(t, {
      [ENTRIES]: page(
        [1, 10, 11, 2, 3].map((id) => member(id)),
        5,
      ),
    })
    assert.deepEqual(await read(), ['1', '2', '3', '10', '11'])
  })
})

describe('the order of a log', () => {
  const entry = (id: string, at?: string) => ({
    id,
    message: '',
    callouts: [],
    details: [],
    ...(at && { at }),
  })

  test('is what most of its neighbours say: the clock of a BMC starts in 1970', () => {
    const times = ['2024-01-01', '2024-01-02', '1970-01-01', '2024-01-03', '2024-01-04']
    assert.equal(isNewestFirst(times.map((at, id) => entry(String(id), at))), false)
    assert.equal(isNewestFirst(times.toReversed().map((at, id) => entry(String(id), at))), true)
    assert.equal(isNewestFirst([entry('2'), entry('1')]), true)
    assert.equal(isNewestFirst([entry('Fault_b'), entry('Fault_a')]), false)
    assert.equal(isNewestFirst([]), false)
    assert.equal(isTextOrder([entry('1700000000'), entry('35', '1970-01-01T00:00:35Z')]), false)
    assert.equal(isTextOrder([entry('1'), entry('10'), entry('2')]), true)
  })

  test('of several is by time, each keeping its own', () => {
    const log = (name: string, ...times: string[]) =>
      times.map((at, id) => ({ entry: { ...entry(`${name}${id}`, at) } }))
    const ids = merged([
      log('a', '2024-01-02', '1970-01-01', '2024-01-04'),
      log('b', '2024-01-01', '2024-01-03'),
    ])
    assert.deepEqual(
      ids.map((item) => item.entry.id),
      ['b0', 'a0', 'a1', 'b1', 'a2'],
    )
  })
})
