import assert from 'node:assert/strict'
import { test } from 'node:test'
import { factsOf } from '../../src/core/errors.ts'
import { loaded } from '../../src/core/loaded.ts'

test('a part whose file has gone is an error that says what to do', async () => {
  const gone = './gone.ts'
  const thrown = await loaded(import(gone)).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const facts = factsOf(thrown)
  assert.ok(facts.kind === 'internal')
  assert.match(
    facts.message,
    /^hwctl was replaced while this process ran, .* Ask again; an agent that runs as a service has to be started again\.$/,
  )
})

test('any other failure stays what it is, and what is there is loaded', async () => {
  const failure = new SyntaxError('broken')
  await assert.rejects(loaded(Promise.reject(failure)), failure)
  assert.equal((await loaded(import('node:path'))).sep, '/')
})
