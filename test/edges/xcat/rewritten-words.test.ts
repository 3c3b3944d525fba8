import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordsAsTyped } from '../../../src/edges/xcat/rewritten-words.ts'

test("what xCAT's Perl side puts before the words of rspconfig is taken away again", () => {
  assert.deepEqual(wordsAsTyped('rspconfig', ['get', 'ip', 'vlan']), ['ip', 'vlan'])
  assert.deepEqual(wordsAsTyped('rspconfig', ['set', 'autoreboot=1']), ['autoreboot=1'])
  assert.deepEqual(wordsAsTyped('rspconfig', ['dump', '-c', '--id', '5']), ['dump', '-c', '5'])
})

test('other words stay', () => {
  assert.deepEqual(wordsAsTyped('rspconfig', ['sshcfg']), ['sshcfg'])
  assert.deepEqual(wordsAsTyped('rpower', ['get']), ['get'])
})
