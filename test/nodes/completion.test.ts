import assert from 'node:assert/strict'
import { test } from 'node:test'
import { completeNames, completeNoderange } from '../../src/nodes/completion.ts'
import { node, temporaryStore } from './temporary-store.ts'

test('groups come first, then nodes, by the last atom of the noderange', (context) => {
  const store = temporaryStore(context)
  store.nodes.put([node('c1', {}, 'compute'), node('c10'), node('c2'), node('n1')])
  store.dynamicGroups.put('cold', 'rack==r1')
  assert.deepEqual(completeNames(store, 'c'), ['cold', 'compute', 'c1', 'c2', 'c10'])
  assert.deepEqual(completeNames(store, 'c', 3), ['cold', 'compute', 'c1'])
  assert.deepEqual(completeNames(store, 'a'), ['all'])
  assert.deepEqual(completeNoderange(store, 'n1,-c1'), ['n1,-c1', 'n1,-c10'])
  assert.deepEqual(completeNoderange(store, '(compute@n'), ['(compute@n1'])
  assert.deepEqual(completeNoderange(store, 'zz'), [])
})
