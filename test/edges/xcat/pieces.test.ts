import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { pieces } from '../../../src/edges/xcat/pieces.ts'

test('a text that fits stays whole, line ends and all', () => {
  assert.deepEqual(pieces('a\nb\n', 100), ['a\nb\n'])
})

test('a longer one is cut at line ends, as few times as it can be', () => {
  assert.deepEqual(pieces('\naaa\nbbb\nccc', 9), ['\naaa', 'bbb\nccc'])
})

test('a line too long for one piece is cut between two characters', () => {
  assert.deepEqual(pieces('😀😀😀', 8), ['😀😀', '😀'])
})

test('every piece fits, and nothing but line ends is lost', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', '\n', '"', '\u0001', 'ä', '€', '😀', '\ud800'),
    maxLength: 400,
  })
  fc.assert(
    fc.property(text, fc.integer({ min: 6, max: 60 }), (whole, room) => {
      const got = pieces(whole, room)
      for (const piece of got) assert.ok(Buffer.byteLength(JSON.stringify(piece)) - 2 <= room)
      assert.equal(got.join('').replaceAll('\n', ''), whole.replaceAll('\n', ''))
    }),
  )
})
