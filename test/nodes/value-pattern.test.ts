import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkCount, valuePattern } from '../../src/nodes/value-pattern.ts'
import { problemOf } from './problem.ts'

function values(text: string): readonly string[] {
  const pattern = valuePattern(text)
  return Array.from({ length: pattern.count }, (_, index) => pattern.valueAt(index, `n${index}`))
}

test('the rightmost braces count fastest', () => {
  assert.deepEqual(values('10.{0-1}.{8-10}'), ['10.0.8', '10.0.9', '10.0.10', '10.1.8', '10.1.9', '10.1.10'])
})

test('braces keep zeroes, take lists, and stand for the name', () => {
  assert.deepEqual(values('b{009-011}'), ['b009', 'b010', 'b011'])
  assert.deepEqual(values('{a,b,7-8}x'), ['ax', 'bx', '7x', '8x'])
  assert.deepEqual(values('{}-bmc-{1-2}-{name}'), ['n0-bmc-1-n0', 'n1-bmc-2-n1'])
  assert.equal(valuePattern('{}-bmc').count, 1)
})

test('as many values as nodes, or one for all', () => {
  checkCount(valuePattern('x{1-3}'), 3)
  checkCount(valuePattern('x'), 3)
  assert.equal(
    problemOf(() => checkCount(valuePattern('x{1-4}'), 3)),
    'x{1-4} makes 4 values, but the noderange has 3 nodes',
  )
})

test('what makes no sense in braces is told', () => {
  assert.match(
    problemOf(() => valuePattern('x{foo bar}')),
    /\{foo bar\}.*not understood/,
  )
  assert.match(
    problemOf(() => valuePattern('x{9-1}')),
    /backwards/,
  )
  assert.match(
    problemOf(() => valuePattern('x{1-99999999}')),
    /more than 1000000/,
  )
})
