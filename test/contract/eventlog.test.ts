import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { Eventlog, type LogEntry } from '../../src/hwctl/managers/eventlog.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import {
  type Answer,
  type ContractMachine,
  MACHINES,
  type MachineKind,
  machine,
  succeeded,
} from './machines.ts'

const ALL = [Eventlog.list({}), Eventlog.clear(), Eventlog.resolve({ ids: ['1'], manyNodes: false })]
const PSU = '/xyz/openbmc_project/inventory/system/chassis/powersupply1'
const able = MACHINES.filter(({ can }) => can.includes('eventlog'))
const unable = MACHINES.filter(({ can }) => !can.includes('eventlog'))

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

const resolvedOf = ({ bmc }: ContractMachine) =>
  [...bmc.log.entries].flatMap(({ id, resolved }) => (resolved ? [id] : []))

const writes = (made: ContractMachine) => made.requests().filter((line) => !line.startsWith('GET '))

for (const kind of unable)
  test(`eventlog: ${kind.name} has none yet, and says so`, async (t) => {
    const { call } = await machine(t, kind)
    for (const one of [...ALL, Eventlog.follow({ last: 0 })])
      assert.equal((await call(one)).error?.kind, 'unsupported')
  })

for (const kind of able)
  describe(`eventlog: ${kind.name}`, { concurrency: true }, () => {
    test('all entries are listed by id, with everything typed', async (t) => {
      const { call } = await withLog(t, kind)
      const [first, psu, old, ...more] = entriesOf(await call(Eventlog.list({})))
      assert.deepEqual(first, {
        id: '1',
        at: '2017-07-14T02:40:00.000Z',
        severity: 'Warning',
        message: 'a.b.First',
        resolved: false,
        callouts: [],
        pid: 1001,
        details: ['_PID=1001'],
      })
      assert.deepEqual([psu?.id, psu?.callouts, psu?.resolved], ['2', [PSU], false])
      assert.deepEqual([old?.id, old?.resolved, more], ['3', true, []])
    })

    test('the last N come by number, not by text', async (t) => {
      const { bmc, call } = await machine(t, kind, { logEntries: 11 })
      assert.equal(bmc.log.size, 11)
      const ids = entriesOf(await call(Eventlog.list({ last: 3 }))).map(({ id }) => id)
      assert.deepEqual(ids, ['9', '10', '11'])
    })

    test('clear empties it, with one request', async (t) => {
      const made = await withLog(t, kind)
      assert.deepEqual(succeeded(await made.call(Eventlog.clear())), { cleared: true })
      assert.equal(writes(made).length, 1)
      assert.deepEqual(entriesOf(await made.call(Eventlog.list({}))), [])
    })

    test('only what is unresolved is written to, once each; what was resolved already is said (1.17 no. 2)', async (t) => {
      const made = await withLog(t, kind)
      const answer = await made.call(Eventlog.resolve({ ids: ['3', '1'], manyNodes: false }))
      assert.deepEqual(succeeded(answer), { resolved: ['1'], already: ['3'] })
      assert.deepEqual(writes(made), ['PUT /xyz/openbmc_project/logging/entry/1/attr/Resolved'])
      assert.deepEqual(said(answer), [
        { said: 'resolving', ids: ['3', '1'] },
        { said: 'resolved-already', id: '3' },
        { said: 'resolved', id: '1' },
      ])
      assert.deepEqual(resolvedOf(made), [1, 3])
    })

    test('an id that is not there is an error of its own, and the others are done', async (t) => {
      const made = await withLog(t, kind)
      const answer = await made.call(Eventlog.resolve({ ids: ['98', '1', '99'], manyNodes: false }))
      assert.deepEqual(answer.error, { kind: 'usage', problem: 'Invalid ID: 98; Invalid ID: 99' })
      assert.deepEqual(resolvedOf(made), [1, 3])
      assert.deepEqual(said(answer).at(-1), { said: 'resolved', id: '1' })
    })

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
