import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inNaturalOrder } from '../../src/nodes/natural-order.ts'

test('numbers in names count as numbers', () => {
  const names = ['node10', 'node2', 'n10x2', 'n2x10', 'n2x9', 'n', 'N3', 'n01', 'n1', 'a-10', 'a-9']
  assert.deepEqual(inNaturalOrder(names), [
    'N3',
    'a-9',
    'a-10',
    'n',
    'n1',
    'n01',
    'n2x9',
    'n2x10',
    'n10x2',
    'node2',
    'node10',
  ])
})

test('the order does not depend on the order before', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-c0-2.-]{1,6}$/))
  fc.assert(
    fc.property(names, (list) => assert.deepEqual(inNaturalOrder(list.toReversed()), inNaturalOrder(list))),
  )
})
