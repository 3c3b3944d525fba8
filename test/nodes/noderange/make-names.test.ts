import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeNames } from '../../../src/nodes/noderange/make-names.ts'
import { problemOf } from '../problem.ts'

for (const [written, names] of [
  ['n1', 'n1'],
  ['n[8-11]', 'n8 n9 n10 n11'],
  ['n01-n03,x', 'n01 n02 n03 x'],
  ['f[1-2]n[1-2]', 'f1n1 f1n2 f2n1 f2n2'],
  ['n[1-5],-n[2-4]', 'n1 n5'],
  ['web-a', 'web-a'],
  ['1-3', 'node1 node2 node3'],
  ['b,a,b', 'a b'],
] as const)
  test(`${written} makes ${names}`, () => assert.equal(makeNames(written).join(' '), names))

for (const [written, problem] of [
  ['', /empty/],
  ['all', /every node/],
  ['/n.*', /new names are written out/],
  ['^file', /new names are written out/],
  ['rack==r1', /new names are written out/],
  ['n[1-9999999]', /more than 1000000/],
  ['n*', /not a name/],
  ['n[3-1]', /backwards/],
  ['_x', /not a name.*column 1/],
] as const)
  test(`"${written}" makes no names`, () =>
    assert.match(
      problemOf(() => makeNames(written)),
      problem,
    ))
