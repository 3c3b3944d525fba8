import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isSealed } from '../../../src/nodes/secrets/password-text.ts'
import { Vault } from '../../../src/nodes/secrets/vault.ts'
import { problemOf } from '../problem.ts'
import { temporaryFolder } from '../temporary-store.ts'

test('a sealed password opens for its owner, and is sealed differently each time', (context) => {
  const home = temporaryFolder(context)
  const vault = new Vault(home)
  const sealed = vault.seal('pässwörd', 'node:n1')
  assert.ok(isSealed(sealed))
  assert.ok(!sealed.includes('pässwörd'))
  assert.notEqual(vault.seal('pässwörd', 'node:n1'), sealed)
  assert.equal(new Vault(home).open(sealed, 'node:n1'), 'pässwörd')
  assert.ok(vault.holds(sealed, 'pässwörd', 'node:n1'))
  assert.ok(!vault.holds(sealed, 'other', 'node:n1'))
})

test('it does not open for another owner, damaged, with another key or without a key', (context) => {
  const home = temporaryFolder(context)
  const sealed = new Vault(home).seal('x', 'node:n1')
  const open = (text: string, folder = home) => problemOf(() => new Vault(folder).open(text, 'node:n1'))
  assert.match(
    problemOf(() => new Vault(home).open(sealed, 'node:n2')),
    /not sealed for node:n2/,
  )
  assert.match(
    problemOf(() => new Vault(home).open(sealed, 'default:node:n1')),
    /not sealed for/,
  )
  const at = sealed.length - 6
  assert.match(
    open(`${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`),
    /damaged/,
  )
  assert.match(open(sealed.slice(0, 30)), /damaged/)
  const other = temporaryFolder(context)
  new Vault(other).seal('x', 'node:n1')
  assert.match(open(sealed, other), /sealed with another key/)
  rmSync(join(home, 'key'))
  assert.match(open(sealed), /key file .* is missing/)
})
