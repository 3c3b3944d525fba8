import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { jsonOf } from '../../src/rest/body.ts'

describe('a body as JSON', () => {
  test('NaN and Infinity, as Python writes them, are null; in a text they are text', () => {
    const body =
      '{"a": NaN, "b": [Infinity, -Infinity, 1], "NaN": "NaN, \\"Infinity\\" and -Infinity", "c": "\\\\"}'
    assert.deepEqual(jsonOf(body), {
      a: null,
      b: [null, null, 1],
      NaN: 'NaN, "Infinity" and -Infinity',
      c: '\\',
    })
  })

  for (const body of [
    '',
    'NaNny',
    '{"a": NaN',
    '{"a": "NaN}',
    '{"a": xNaN}',
    '{NaN: 1}',
    '<b>NaN</b>',
    'not JSON',
  ])
    test(`${JSON.stringify(body)} is none`, () => assert.equal(jsonOf(body), undefined))

  test('texts that do not end cost no more than their length', () => {
    const began = performance.now()
    for (const piece of ['\\"', '"', '\\', 'a'])
      assert.equal(jsonOf(`NaN"${piece.repeat(1_000_000)}`), undefined)
    assert.ok(performance.now() - began < 20_000)
  })
})
