import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { inNaturalOrder } from '../../../src/nodes/natural-order.ts'
import { isNodeName } from '../../../src/nodes/node-name.ts'
import { expandNoderange } from '../../../src/nodes/noderange/expand.ts'
import { foldNames } from '../../../src/nodes/noderange/fold.ts'
import { makeNames } from '../../../src/nodes/noderange/make-names.ts'
import { inMemoryDirectory } from './in-memory-directory.ts'

for (const [names, folded] of [
  ['n1 n2 n3 m7', 'm7,n[1-3]'],
  ['n1', 'n1'],
  ['n2 n1', 'n[1-2]'],
  ['n1 n3 n4 n10', 'n[1,3-4,10]'],
  ['n008 n009 n010 n011', 'n[008-011]'],
  ['n099 n100', 'n[099-100]'],
  ['n999 n1000', 'n[999-1000]'],
  ['n1 n01 n2 n02', 'n[1-2,01-02]'],
  ['f1n1 f1n2 f2n1 f2n2', 'f[1-2]n[1-2]'],
  ['f1n1 f1n2 f2n1', 'f1n[1-2],f2n1'],
  ['n1-ib n2-ib', 'n[1-2]-ib'],
  ['login web-1', 'login,web-1'],
  ['n12345678901234567 n12345678901234568', 'n12345678901234567,n12345678901234568'],
  ['', ''],
] as const)
  test(`${names || 'nothing'} folds to ${folded || 'nothing'}`, () =>
    assert.equal(foldNames(names.split(' ').filter(Boolean)), folded))

const names = fc
  .uniqueArray(fc.stringMatching(/^[ab0-2][abn0-3.-]{0,7}$/), { minLength: 1, maxLength: 40 })
  .map((list) => list.filter(isNodeName))
  .filter((list) => list.length > 0)

test('what was folded expands to the same names', () => {
  fc.assert(
    fc.property(names, (list) => {
      assert.deepEqual(expandNoderange(foldNames(list), inMemoryDirectory(list)), inNaturalOrder(list))
    }),
    { numRuns: 2000 },
  )
})

const numbered = fc
  .tuple(
    fc.constantFrom('n', 'r1n', 'n-'),
    fc.uniqueArray(fc.nat(2000), { minLength: 1 }),
    fc.constantFrom(0, 2, 3, 4),
  )
  .map(([prefix, numbers, width]) => numbers.map((number) => prefix + String(number).padStart(width, '0')))

test('numbered names fold to what makes them', () => {
  fc.assert(
    fc.property(numbered, (list) => assert.deepEqual(makeNames(foldNames(list)), inNaturalOrder(list))),
  )
})
