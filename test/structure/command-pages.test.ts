import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { RUN_OPTIONS } from '../../src/broker/parse.ts'
import { commandNames, loadCommand } from '../../src/commands/registry.ts'
import { commandPage } from '../../src/edges/command-page.ts'

const PAGES = resolve(import.meta.dirname, '../../docs/commands')

test('every command has its page, as it is now (node scripts/command-pages.ts)', async () => {
  for (const name of commandNames()) {
    const command = await loadCommand(name)
    assert.ok(command)
    assert.equal(readFileSync(`${PAGES}/${name}.md`, 'utf8'), commandPage(command, RUN_OPTIONS))
  }
})

test('every page has its command', () => {
  assert.deepEqual(
    readdirSync(PAGES).sort(),
    commandNames().map((name) => `${name}.md`),
  )
})
