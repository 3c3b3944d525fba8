import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { dumpFolderOf } from '../../../src/hwctl/flows/dump-folder.ts'
import { temporaryFolder } from '../../nodes/temporary-store.ts'

const AT = new Date(2026, 7, 18, 10, 0, 5)

test('the dumps of several nodes get a folder of their own, those of one node do not', async (t) => {
  const cwd = temporaryFolder(t)
  const base = await dumpFolderOf({ cwd, nodes: 1 }, AT)
  const folder = await dumpFolderOf({ cwd, nodes: 2 }, AT)
  assert.equal(folder, join(base, '20260818-100005_dumps'))
  if (base === cwd) assert.deepEqual(readdirSync(cwd), ['20260818-100005_dumps'])
})

test('a folder that is asked for is the one, for however many nodes', async (t) => {
  const cwd = temporaryFolder(t)
  assert.equal(await dumpFolderOf({ into: 'all', cwd, nodes: 500 }, AT), join(cwd, 'all'))
  assert.deepEqual(readdirSync(cwd), ['all'])
})
