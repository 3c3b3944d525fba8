import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '../../src/broker/parse.ts'
import { HwctlError } from '../../src/core/errors.ts'

async function problemOf(...words: string[]): Promise<string> {
  try {
    await parse('rspconfig', words)
  } catch (thrown) {
    assert.ok(thrown instanceof HwctlError && thrown.facts.kind === 'usage')
    return thrown.facts.problem
  }
  return 'none'
}

test('a word that nobody owns is named, in xCAT’s words', async () => {
  assert.equal(await problemOf('bogus'), 'Unsupported command: rspconfig bogus')
  assert.equal(await problemOf('toString=1'), 'Unsupported command: rspconfig toString=1')
  assert.equal(await problemOf('snmpdest'), 'Unsupported command: rspconfig snmpdest')
  assert.equal(await problemOf('alert=off'), 'Unsupported command: rspconfig alert=off')
  for (const word of ['password', 'admin_paswd', 'passwd', 'bmc_pwd'])
    assert.equal(await problemOf(`${word}=s3cret`), `Unsupported command: rspconfig ${word}=xxxxxx`)
  assert.equal(await problemOf(), 'No option specified for rspconfig')
})
