import assert from 'node:assert/strict'
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { openStore, STORE_FILE } from '../../src/nodes/node-store.ts'
import { problemOf } from './problem.ts'
import { node, temporaryFolder, temporaryStore } from './temporary-store.ts'

describe('nodes', () => {
  test('come back as they were written, in natural order', (context) => {
    const { nodes } = temporaryStore(context)
    const written = [node('n10', { bmc: 'b', rack: 'r\'1"' }, 'b,a'), node('n2')]
    nodes.put(written)
    assert.deepEqual(nodes.records(), [node('n2'), written[0]])
    assert.deepEqual(nodes.names(), ['n2', 'n10'])
    assert.deepEqual(nodes.get('n10'), written[0])
    assert.equal(nodes.get('n1'), undefined)
    assert.deepEqual(nodes.records(['n10', 'nope']), [written[0]])
    assert.deepEqual(
      nodes.recordsWith(['rack']).find(({ name }) => name === 'n10')?.attributes,
      new Map([['rack', 'r\'1"']]),
    )
    assert.equal(nodes.count(), 2)
  })

  test('are found by group and by the beginning of their name', (context) => {
    const { nodes } = temporaryStore(context)
    nodes.put([node('n1', {}, 'rack1,x'), node('n2', {}, 'rack10'), node('m1', {}, 'x')])
    assert.deepEqual(nodes.members('rack1'), ['n1'])
    assert.deepEqual(nodes.members('x'), ['m1', 'n1'])
    assert.deepEqual(nodes.groupNames().sort(), ['rack1', 'rack10', 'x'])
    assert.deepEqual(nodes.namesFrom('n', 10), ['n1', 'n2'])
    assert.deepEqual(nodes.namesFrom('', 2), ['m1', 'n1'])
  })

  test('that go take their status with them', (context) => {
    const { nodes, statuses } = temporaryStore(context)
    nodes.put([node('n1')])
    statuses.put([
      { node: 'n1', status: 'powering-on', at: 't' },
      { node: 'gone', status: 'powering-on', at: 't' },
    ])
    assert.deepEqual([...statuses.all().keys()], ['n1'])
    nodes.put([node('n1', { rack: 'r' })])
    assert.equal(statuses.all().get('n1')?.status, 'powering-on')
    nodes.remove(['n1'])
    nodes.put([node('n1')])
    assert.equal(statuses.all().size, 0)
  })

  test('a failed write leaves nothing behind', (context) => {
    const store = temporaryStore(context)
    assert.throws(() =>
      store.write(() => {
        store.nodes.put([node('n1')])
        throw new Error('in the middle')
      }),
    )
    assert.equal(store.nodes.count(), 0)
    store.nodes.put([node('n2')])
    assert.equal(store.nodes.count(), 1)
  })
})

describe('the protocol that was found', () => {
  for (const [what, attributes, isKept] of [
    ['another tag', { bmc: 'b', protocol: 'auto', rack: 'r' }, true],
    ['another bmc', { bmc: 'c', protocol: 'auto' }, false],
    ['another port', { bmc: 'b', protocol: 'auto', port: '1' }, false],
    ['another protocol', { bmc: 'b', protocol: 'openbmc' }, false],
  ] as const)
    test(`${isKept ? 'stays' : 'is forgotten'} with ${what}`, (context) => {
      const { nodes, foundProtocols } = temporaryStore(context)
      nodes.put([node('n1', { bmc: 'b', protocol: 'auto' })])
      foundProtocols.remember([
        { node: 'n1', protocol: 'redfish', bmc: 'b' },
        { node: 'gone', protocol: 'redfish', bmc: 'b' },
      ])
      assert.deepEqual(nodes.get('n1')?.found, { protocol: 'redfish', bmc: 'b' })
      nodes.put([node('n1', attributes)])
      assert.equal(nodes.get('n1')?.found !== undefined, isKept)
    })
})

test('certificates are remembered for a host and port', (context) => {
  const { pins } = temporaryStore(context)
  const pin = { host: 'h', port: 443, fingerprint: 'AA:BB', firstSeen: '2026-01-01T00:00:00Z' }
  assert.equal(pins.get('h', 443), undefined)
  pins.set(pin)
  pins.set({ ...pin, fingerprint: 'CC' })
  assert.deepEqual(pins.get('h', 443), { ...pin, fingerprint: 'CC' })
  assert.equal(pins.get('h', 444), undefined)
  assert.ok(pins.delete('h', 443))
  assert.ok(!pins.delete('h', 443))
})

test('defaults and groups by attribute come back as rules', (context) => {
  const store = temporaryStore(context)
  store.defaults.put('all', new Map([['username', 'root']]))
  store.defaults.put('group=x', new Map([['tls', 'off']]))
  store.defaults.put('group=x', new Map())
  store.dynamicGroups.put('r1', 'rack==r1')
  assert.deepEqual([...store.rules().defaults.keys()], ['all'])
  assert.equal(store.rules().dynamicGroups.get('r1')?.[0]?.attribute, 'rack')
  assert.ok(store.dynamicGroups.remove('r1'))
  assert.ok(!store.dynamicGroups.remove('r1'))
})

describe('the file', () => {
  test('is readable by its owner only', (context) => {
    assert.equal(statSync(temporaryStore(context).path).mode & 0o777, 0o600)
  })

  test('that is no database, or a damaged one, is told with a way out', (context) => {
    const home = temporaryFolder(context)
    const path = join(home, STORE_FILE)
    writeFileSync(path, 'this is not a database at all, not even nearly')
    assert.match(
      problemOf(() => openStore(home)),
      new RegExp(`${path} is not a database; move it away`),
    )
  })

  test('that is damaged inside is told with a way out', (context) => {
    const home = temporaryFolder(context)
    const store = openStore(home)
    store.nodes.put(Array.from({ length: 2000 }, (_, index) => node(`n${index}`, { bmc: 'b' })))
    store.close()
    const path = join(home, STORE_FILE)
    const database = new DatabaseSync(path)
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    database.close()
    const size = statSync(path).size
    writeFileSync(path, Buffer.alloc(size - 8192, 0xa5), { flag: 'r+', flush: true })
    assert.match(
      problemOf(() => openStore(home).nodes.records()),
      /is (not a database|damaged); move it away/,
    )
  })

  test('of another program is left alone', (context) => {
    const home = temporaryFolder(context)
    const database = new DatabaseSync(join(home, STORE_FILE))
    database.exec('CREATE TABLE theirs (x)')
    database.close()
    assert.match(
      problemOf(() => openStore(home)),
      /database of another program; move it away/,
    )
  })

  test('of a newer version is left alone', (context) => {
    const home = temporaryFolder(context)
    openStore(home).close()
    const database = new DatabaseSync(join(home, STORE_FILE))
    database.exec('PRAGMA user_version = 99')
    database.close()
    assert.match(
      problemOf(() => openStore(home)),
      /written by a newer hwctl/,
    )
  })

  test('that cannot be made is told', () => {
    assert.match(
      problemOf(() => openStore('/nowhere/at/all')),
      /nodes.db cannot be opened \(ENOENT\); HWCTL_HOME/,
    )
  })
})
