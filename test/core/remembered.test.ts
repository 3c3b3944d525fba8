import assert from 'node:assert/strict'
import { test } from 'node:test'
import { remembered } from '../../src/core/remembered.ts'

test('an answer is worked out once, and again when there have been too many others', () => {
  const asked: string[] = []
  const upper = remembered((text) => {
    asked.push(text)
    return text.toUpperCase()
  })
  assert.deepEqual([upper('a'), upper(''), upper('a'), upper('')], ['A', '', 'A', ''])
  assert.deepEqual(asked, ['a', ''])
  for (let at = 0; at < 10_000; at++) upper(`b${at}`)
  assert.equal(upper('a'), 'A')
  assert.equal(asked.filter((text) => text === 'a').length, 2)
})
