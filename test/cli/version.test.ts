import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { VERSION } from '../../src/cli/version.ts'

test('the version is that of package.json', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8')
  assert.equal(VERSION, JSON.parse(text).version)
})
