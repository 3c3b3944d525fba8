import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, test } from 'node:test'
import { Dump, type DumpEntry, type DumpFile, type DumpNote } from '../../src/hwctl/managers/dump.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import { MACHINES, machine, succeeded } from './machines.ts'

const NO_TIME = 10_000

for (const kind of MACHINES)
  describe(`dump: ${kind.name}`, { concurrency: true }, () => {
    if (!kind.can.includes('dump')) {
      for (const call of [
        Dump.list(),
        Dump.generate(),
        Dump.clear({ which: 'all' }),
        Dump.collect({ waitMs: NO_TIME }),
      ])
        test(`${call.op} is refused`, async (t) => {
          const { call: ask } = await machine(t, kind)
          assert.equal((await ask(call)).error?.kind, 'unsupported')
        })
      return
    }

    test('none are there, then one that is waited for and is whole in its file', async (t) => {
      const { bmc, call } = await machine(t, kind)
      const into = temporaryFolder(t)
      assert.deepEqual(succeeded(await call(Dump.list())), [])
      const answer = await call(Dump.collect({ into, waitMs: NO_TIME }))
      const { id, path } = succeeded(answer) as DumpFile
      assert.equal(id, '1')
      assert.match(path, /\/\d{8}-\d{4}_[\w-]+_dump_1\.tar\.xz$/)
      assert.equal(statSync(path).size, bmc.dumps.bytes)
      assert.ok(readFileSync(path).subarray(0, 7).equals(Buffer.from('dump 1\n')))
      assert.equal(readdirSync(into).length, 1)
      const notes = answer.events.flatMap((event) =>
        event.kind === 'note' ? [(event.note as DumpNote).saying] : [],
      )
      assert.deepEqual(notes, ['capturing', 'requested', 'downloading', 'downloaded'])
      const progress = answer.events.filter((event) => event.kind === 'progress')
      assert.deepEqual(progress.at(-1)?.progress, {
        ...{ phase: 'downloading', done: bmc.dumps.bytes, total: bmc.dumps.bytes, unit: 'bytes' },
      })
      const [entry] = succeeded(await call(Dump.list())) as DumpEntry[]
      assert.equal(entry?.size, bmc.dumps.bytes)
      assert.ok(Math.abs(Date.parse(entry?.generatedAt ?? '') - Date.now()) < 60_000)
    })

    test('all are downloaded, one is cleared, then all', async (t) => {
      const { bmc, call } = await machine(t, kind)
      const into = temporaryFolder(t)
      bmc.dumps.delayMs = 0
      for (const _ of [1, 2]) succeeded(await call(Dump.generate()))
      await bmcIsReady(() => bmc.dumps.all.every(({ isComplete }) => isComplete))
      const files = succeeded(await call(Dump.download({ which: 'all', into }))) as DumpFile[]
      assert.deepEqual(
        files.map(({ id }) => id),
        ['1', '2'],
      )
      assert.deepEqual(succeeded(await call(Dump.clear({ which: { id: '1' } }))), { cleared: '1' })
      assert.deepEqual(
        (succeeded(await call(Dump.list())) as DumpEntry[]).map(({ id }) => id),
        ['2'],
      )
      assert.deepEqual(succeeded(await call(Dump.clear({ which: 'all' }))), { cleared: 'all' })
      assert.deepEqual(succeeded(await call(Dump.list())), [])
    })

    test('a dump that is not there is refused, and no file is left', async (t) => {
      const { call } = await machine(t, kind)
      const into = temporaryFolder(t)
      const { error } = await call(Dump.download({ which: { id: '7' }, into }))
      assert.ok(error?.kind === 'bmc' && error.noDump === '7')
      assert.deepEqual(readdirSync(into), [])
      assert.equal((await call(Dump.clear({ which: { id: '7' } }))).error?.kind, 'bmc')
    })

    test('a dump that does not come in time is told of by its number', async (t) => {
      const { bmc, call } = await machine(t, kind)
      bmc.dumps.delayMs = 60_000
      const { error } = await call(Dump.collect({ into: temporaryFolder(t), waitMs: 200 }))
      assert.ok(error?.kind === 'deadline' && error.absent)
      assert.equal(error.waitingFor, bmc.family ? 'the dump of task dump1' : 'dump 1')
    })

    test('1.12 Failed to download dump: one that is broken off leaves no file', async (t) => {
      const { bmc, call } = await machine(t, kind)
      const into = temporaryFolder(t)
      bmc.dumps.bytes = 100 * 1024 * 1024
      const end = new AbortController()
      const noted = new Promise<void>((resolve) => {
        bmc.dumps.onPiece = resolve
      })
      const asked = call(Dump.collect({ into, waitMs: NO_TIME }), { signal: end.signal })
      await noted
      end.abort('enough')
      assert.equal((await asked).error?.kind, 'cancelled')
      await bmcIsReady(() => readdirSync(into).length === 0)
    })
  })

/** Looks until it is so; the test's own time limit ends it. */
async function bmcIsReady(is: () => boolean): Promise<void> {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 5))
}
