import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HwctlError } from '../../../src/core/errors.ts'
import { expandNoderange } from '../../../src/nodes/noderange/expand.ts'
import { inMemoryDirectory } from './in-memory-directory.ts'

const NAMES = Array.from({ length: 30 }, (_, index) => `n${index}`)
const fleet = inMemoryDirectory(
  NAMES,
  { even: NAMES.filter((_, i) => i % 2 === 0), low: NAMES.slice(0, 10) },
  { rack: { n1: 'r1' } },
)
const expanded = (noderange: string) => new Set<string>(expandNoderange(noderange, fleet))

const range = fc.tuple(fc.nat(29), fc.nat(29)).map(([a, b]) => `n[${Math.min(a, b)}-${Math.max(a, b)}]`)
const atom = fc.oneof(fc.constantFrom('all', 'even', 'low', '/n1.*', 'rack==r1', 'n7'), range)
const { noderange } = fc.letrec<{ noderange: string }>((tie) => ({
  noderange: fc.oneof(
    { maxDepth: 4 },
    atom,
    fc.tuple(tie('noderange'), tie('noderange')).map(([a, b]) => `(${a}),(${b})`),
    fc.tuple(tie('noderange'), tie('noderange')).map(([a, b]) => `(${a})@(${b})`),
    fc.tuple(tie('noderange'), tie('noderange')).map(([a, b]) => `-(${b}),(${a})`),
  ),
}))

test('commas unite, @ intersects, - takes away, in any order', () => {
  fc.assert(
    fc.property(noderange, noderange, (a, b) => {
      const [left, right] = [expanded(a), expanded(b)]
      assert.deepEqual(expanded(`(${a}),(${b})`), expanded(`(${b}),(${a})`))
      assert.equal(expanded(`(${a}),(${b})`).size, left.union(right).size)
      assert.equal(expanded(`(${a})@(${b})`).size, left.intersection(right).size)
      assert.equal(expanded(`(${a}),-(${b})`).size, left.difference(right).size)
      assert.deepEqual(expanded(`-(${b}),(${a})`), expanded(`(${a}),-(${b})`))
    }),
  )
})

test('the result is in natural order, each node once', () => {
  fc.assert(
    fc.property(noderange, (text) => {
      const result = expandNoderange(text, fleet)
      assert.deepEqual(
        result,
        NAMES.filter((name) => new Set<string>(result).has(name)),
      )
    }),
  )
})

test('any text is either a noderange or a mistake, never a defect', () => {
  const signs = fc.array(
    fc.constantFrom(
      'n',
      '1',
      '2',
      '-',
      '+',
      ':',
      ',',
      '@',
      '(',
      ')',
      '[',
      ']',
      '/',
      '^',
      '=',
      '~',
      '!',
      '"',
      ' ',
      'even',
      'all',
      '{',
      '\\',
    ),
  )
  fc.assert(
    fc.property(
      fc.oneof(
        signs.map((list) => list.join('')),
        fc.string(),
      ),
      (text) => {
        try {
          expandNoderange(text, fleet, '/nowhere')
        } catch (error) {
          assert.ok(error instanceof HwctlError, String(error))
          assert.equal(error.facts.kind, 'usage')
        }
      },
    ),
    { numRuns: 5000 },
  )
})
