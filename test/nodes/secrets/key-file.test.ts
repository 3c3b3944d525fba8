import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeKey, readKey } from '../../../src/nodes/secrets/key-file.ts'
import { problemOf } from '../problem.ts'
import { temporaryFolder } from '../temporary-store.ts'

test('a key is made once, for its owner only', (context) => {
  const home = temporaryFolder(context)
  assert.equal(readKey(home), undefined)
  makeKey(home)
  const key = readKey(home)
  assert.equal(key?.length, 32)
  assert.equal(statSync(join(home, 'key')).mode & 0o777, 0o600)
  makeKey(home)
  assert.deepEqual(readKey(home), key)
  assert.deepEqual(readdirSync(home), ['key'])
})

test('a key that others can read, of a wrong size or no file at all is refused', (context) => {
  const home = temporaryFolder(context)
  const path = join(home, 'key')
  writeFileSync(path, Buffer.alloc(32), { mode: 0o600 })
  chmodSync(path, 0o640)
  assert.match(
    problemOf(() => readKey(home)),
    /Others may read .*chmod 600/,
  )
  for (const size of [0, 31, 33]) {
    writeFileSync(path, Buffer.alloc(size))
    chmodSync(path, 0o600)
    assert.match(
      problemOf(() => readKey(home)),
      /does not hold a key of 32 bytes/,
    )
  }
  const folder = temporaryFolder(context)
  mkdirSync(join(folder, 'key'))
  assert.match(
    problemOf(() => readKey(folder)),
    /not an ordinary file/,
  )
  const other = temporaryFolder(context)
  symlinkSync(path, join(other, 'key'))
  assert.match(
    problemOf(() => readKey(other)),
    /cannot be read \(ELOOP\)/,
  )
})

test('a key that cannot be made is told', () => {
  assert.match(
    problemOf(() => makeKey('/nowhere/at/all')),
    /cannot be made \(ENOENT\)/,
  )
})
