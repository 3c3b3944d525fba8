import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { Eventlog, entryName, type LogEntry } from '../../src/hwctl/managers/eventlog.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import {
  type Answer,
  type ContractMachine,
  MACHINES,
  type MachineKind,
  machine,
  SERVERS,
  succeeded,
} from './machines.ts'

const PSU = '/xyz/openbmc_project/inventory/system/chassis/powersupply1'
const able = MACHINES.filter(({ can }) => can.includes('eventlog'))

const FIRST = { id: '1', at: '2017-07-14T02:40:00.000Z', message: 'a.b.First', callouts: [] }

/** What else each server says of that entry. */
const TYPED = {
  rest: { severity: 'Warning', resolved: false, pid: 1001, details: ['_PID=1001'] },
  openbmc: { severity: 'Warning', resolved: false, details: ['EntryType=Event'] },
  dell: {
    severity: 'Warning',
    log: 'Sel',
    details: ['EntryType=SEL', 'EntryCode=Assert', 'SensorType=Processor'],
  },
  supermicro: { details: ['EntryType=Event', 'EntryCode=Assert', 'SensorType=OEM'] },
} as const

function entriesOf(answer: Answer): readonly LogEntry[] {
  return (succeeded(answer) as { entries: readonly LogEntry[] }).entries
}

function said({ events }: Answer): unknown[] {
  return events.flatMap((event) => (event.kind === 'note' ? [event.note] : []))
}

async function withLog(t: TestContext, kind: MachineKind): Promise<ContractMachine> {
  const made = await machine(t, kind)
  await made.bmc.set({
    logEntry: { message: 'a.b.First', timestamp: 1_500_000_000_000, severity: 'Warning' },
  })
  await made.bmc.set({ logEntry: { message: 'a.b.Psu', callouts: [PSU] } })
  await made.bmc.set({ logEntry: { message: 'a.b.Old', callouts: [PSU], resolved: true } })
  return made
}

/** What the entry with this number is called: an iDRAC has a second log. */
const nameOn = ({ options }: MachineKind, id: number) => (options.family === 'dell' ? `Sel/${id}` : `${id}`)

const resolvedOf = ({ bmc }: ContractMachine) =>
  [...bmc.log.entries].flatMap(({ id, resolved }) => (resolved ? [id] : []))

const writes = (made: ContractMachine) => made.requests().filter((line) => !line.startsWith('GET '))

for (const kind of able)
  describe(`eventlog: ${kind.name}`, { concurrency: true }, () => {
    test('all entries are listed by id, with everything typed', async (t) => {
      const { call } = await withLog(t, kind)
      const [first, psu, old, ...more] = entriesOf(await call(Eventlog.list({})))
      assert.deepEqual(first, { ...FIRST, ...TYPED[kind.options.family ?? 'rest'] })
      const names = [first, psu, old].map((entry) => entry && entryName(entry))
      assert.deepEqual(
        [...names, ...more],
        [1, 2, 3].map((id) => nameOn(kind, id)),
      )
      const resolved = kind.can.includes('log-resolve') ? [false, true] : [undefined, undefined]
      assert.deepEqual([psu?.resolved, old?.resolved], resolved)
      assert.deepEqual(psu?.callouts, kind.can.includes('log-callouts') ? [PSU] : [])
    })

    test('1.11 N: the last N come by number, not by text', async (t) => {
      const { bmc, call } = await machine(t, kind, { logEntries: 11 })
      assert.equal(bmc.log.size, 11)
      const ids = entriesOf(await call(Eventlog.list({ last: 3 }))).map(({ id }) => id)
      assert.deepEqual(ids, ['9', '10', '11'])
    })

    test('clear empties it, with one request', async (t) => {
      const made = await withLog(t, kind)
      const kept = kind.options.family === 'dell' && { kept: ['Lclog'] }
      assert.deepEqual(succeeded(await made.call(Eventlog.clear())), { cleared: true, ...kept })
      assert.equal(writes(made).length, 1)
      assert.deepEqual(entriesOf(await made.call(Eventlog.list({}))), [])
    })
  })

for (const kind of able.filter(({ can }) => can.includes('log-resolve')))
  describe(`resolving: ${kind.name}`, { concurrency: true }, () => {
    test('only what is unresolved is written to, once each; what was resolved already is said (1.17 no. 2)', async (t) => {
      const made = await withLog(t, kind)
      const answer = await made.call(Eventlog.resolve({ ids: ['3', '1'], manyNodes: false }))
      assert.deepEqual(succeeded(answer), { resolved: ['1'], already: ['3'] })
      assert.deepEqual(writes(made), [
        kind.options.protocol === 'openbmc'
          ? 'PUT /xyz/openbmc_project/logging/entry/1/attr/Resolved'
          : 'PATCH /redfish/v1/Systems/system/LogServices/EventLog/Entries/1',
      ])
      assert.deepEqual(said(answer), [
        { said: 'resolving', ids: ['3', '1'] },
        { said: 'resolved-already', id: '3' },
        { said: 'resolved', id: '1' },
      ])
      assert.deepEqual(resolvedOf(made), [1, 3])
    })

    test('1.11 Invalid ID: X: an id that is not there is an error of its own, and the others are done', async (t) => {
      const made = await withLog(t, kind)
      const answer = await made.call(Eventlog.resolve({ ids: ['98', '1', '99'], manyNodes: false }))
      assert.deepEqual(answer.error, { kind: 'usage', problem: 'Invalid ID: 98; Invalid ID: 99' })
      assert.deepEqual(resolvedOf(made), [1, 3])
      assert.deepEqual(said(answer).at(-1), { said: 'resolved', id: '1' })
    })
  })

for (const kind of able.filter(({ can }) => !can.includes('log-resolve')))
  test(`resolving: ${kind.name} knows no such thing, and says so before anything is written`, async (t) => {
    const made = await withLog(t, kind)
    for (const ids of [[nameOn(kind, 1)], ['1'], 'LED'] as const)
      assert.equal((await made.call(Eventlog.resolve({ ids, manyNodes: false }))).error?.kind, 'unsupported')
    assert.deepEqual(writes(made), [])
  })

for (const kind of able.filter(({ can }) => can.includes('log-callouts')))
  describe(`what is at fault: ${kind.name}`, { concurrency: true }, () => {
    test('LED resolves what has a callout and is unresolved, and nothing where there is none', async (t) => {
      const made = await withLog(t, kind)
      const led = Eventlog.resolve({ ids: 'LED', manyNodes: false })
      assert.deepEqual(succeeded(await made.call(led)), { resolved: ['2'], already: [] })
      assert.deepEqual(succeeded(await made.call(led)), { resolved: [], already: [] })
      assert.deepEqual(writes(made), [])
    })

    test('the RAS policy table explains what it knows', async (t) => {
      const { call } = await withLog(t, kind)
      const folder = temporaryFolder(t)
      const policy = {
        EventType: 'Power',
        Severity: 'Critical',
        Message: 'PSU is gone',
        AffectedSubsystem: 'PSU',
      }
      writeFileSync(join(folder, 'table.json'), JSON.stringify({ events: { [`a.b.Psu||${PSU}`]: policy } }))
      const list = Eventlog.list({ policyFile: 'table.json' })
      const [first, psu] = entriesOf(await call(list, { cwd: folder }))
      assert.equal(first?.policy, null)
      const known = { eventType: 'Power', severity: 'Critical', message: 'PSU is gone', subsystem: 'PSU' }
      assert.deepEqual(psu?.policy, known)
    })
  })

for (const kind of able.filter(({ can }) => !can.includes('log-callouts')))
  test(`what is at fault: ${kind.name} does not say, so resolved=LED means nothing there`, async (t) => {
    const made = await withLog(t, kind)
    const answer = await made.call(Eventlog.resolve({ ids: 'LED', manyNodes: false }))
    assert.equal(answer.error?.kind, 'unsupported')
    assert.deepEqual(writes(made), [])
  })

test('eventlog: two logs of one machine are one list, by time, and their ids are told apart', async (t) => {
  const dell = SERVERS.find(({ options }) => options.family === 'dell')
  assert.ok(dell)
  const { bmc, call } = await machine(t, dell)
  for (const [at, log] of ['sel', 'lifecycle', 'sel', 'lifecycle'].entries())
    await bmc.set({
      logEntry: {
        message: `m${at}`,
        timestamp: 1_600_000_000_000 + at * 1000,
        ...(log === 'lifecycle' && { log }),
      },
    })
  const entries = entriesOf(await call(Eventlog.list({})))
  assert.deepEqual(
    entries.map((entry) => [entryName(entry), entry.message]),
    [
      ['Sel/1', 'm0'],
      ['Lclog/1', 'm1'],
      ['Sel/2', 'm2'],
      ['Lclog/2', 'm3'],
    ],
  )
  assert.deepEqual(
    entriesOf(await call(Eventlog.list({ last: 3 }))).map(({ message }) => message),
    ['m1', 'm2', 'm3'],
  )
  const { error } = await call(Eventlog.resolve({ ids: ['1'], manyNodes: false }))
  assert.deepEqual(error, { kind: 'usage', problem: 'ID 1 is in several logs: Sel/1, Lclog/1' })
})

for (const kind of SERVERS.filter(({ options }) => options.protocol === 'redfish'))
  test(`eventlog: ${kind.name} has texts in its message registry, which is read once`, async (t) => {
    const { bmc, call, requests } = await machine(t, kind)
    const messages = {
      openbmc: ['OpenBMC.0.4.PowerSupplyFailed', ['psu1'], 'Power supply psu1 failed.'],
      dell: ['IDRAC.2.9.LOG007', ['27'], 'The previous log entry was repeated 27 times.'],
      supermicro: [
        'Base.1.4.PropertyMissing',
        ['Boot'],
        'The property Boot is a required property and must be included in the request.',
      ],
    } as const
    const [messageId, messageArgs, text] = messages[kind.options.family ?? 'openbmc']
    for (let count = 0; count < 3; count++)
      await bmc.set({ logEntry: { messageId, messageArgs: [...messageArgs] } })
    await bmc.set({ logEntry: { messageId: 'Nobody.1.0.Knows', messageArgs: ['a', 'b'] } })
    const entries = entriesOf(await call(Eventlog.list({})))
    assert.deepEqual(
      entries.map(({ message }) => message),
      [text, text, text, 'Nobody.1.0.Knows: a, b'],
    )
    const reads = requests().filter((line) => line.includes('/Registries'))
    const expands = kind.options.family === 'dell' // its collection comes with its members
    assert.equal(reads.length, expands ? 2 : 3, reads.join('; '))
  })
