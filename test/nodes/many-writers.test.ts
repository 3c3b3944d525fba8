import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { openStore } from '../../src/nodes/node-store.ts'
import { resolveNodes } from '../../src/nodes/resolve.ts'
import { KEY_FILE, readKey } from '../../src/nodes/secrets/key-file.ts'
import { Vault } from '../../src/nodes/secrets/vault.ts'
import { temporaryFolder } from './temporary-store.ts'

const WRITERS = 8
const ROUNDS = 20
const run = promisify(execFile)

test('processes that make the store, make the key and write at the same time lose nothing', async (context) => {
  const home = temporaryFolder(context)
  const program = join(import.meta.dirname, 'many-writers.ts')
  const writers = Array.from({ length: WRITERS }, (_, writer) =>
    run(process.execPath, [program, home, String(writer), String(ROUNDS)]),
  )
  await Promise.all(writers)
  using store = openStore(home)
  assert.equal(store.nodes.count(), WRITERS * ROUNDS + 1)
  assert.equal(store.statuses.all().size, WRITERS * ROUNDS)
  assert.equal(store.nodes.get('counter')?.attributes.get('count'), String(WRITERS * ROUNDS))
  const vault = new Vault(home)
  for (const { name, attributes } of store.nodes.records())
    if (name !== 'counter') assert.equal(vault.open(attributes.get('password') ?? '', `node:${name}`), 'x')
  assert.equal(readKey(home)?.length, 32)
  assert.deepEqual(
    readdirSync(home).filter((file) => file.startsWith(KEY_FILE)),
    [KEY_FILE],
  )
  assert.deepEqual(await resolveNodes(store, [], { env: {} }), [])
})
