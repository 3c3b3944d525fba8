import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSelections } from '../../src/nodes/selection.ts'
import { groupsOf, type Rules, selectableValues, standing } from '../../src/nodes/standing.ts'
import { node } from './temporary-store.ts'

function rules(
  defaults: Readonly<Record<string, Readonly<Record<string, string>>>>,
  groups: Readonly<Record<string, string>> = {},
): Rules {
  return {
    defaults: new Map(
      Object.entries(defaults).map(([scope, values]) => [scope, new Map(Object.entries(values))]),
    ),
    dynamicGroups: new Map(Object.entries(groups).map(([name, text]) => [name, parseSelections(text)])),
  }
}

const LAYERS = rules({
  'group=g1': { username: 'of g1' },
  'group=g2': { username: 'of g2', system: 'of g2' },
  'protocol=redfish': { username: 'of redfish', tls: 'ca' },
  'protocol=auto': { username: 'of auto' },
  all: { username: 'of all' },
})

test('the most special value wins: node, group in its order, protocol, all, built in', () => {
  const from = (record: ReturnType<typeof node>) => standing(record, 'username', LAYERS)?.value
  assert.equal(from(node('n', { username: 'own' }, 'g1')), 'own')
  assert.equal(from(node('n', {}, 'g2,g1')), 'of g2')
  assert.equal(from(node('n', {}, 'g1,g2')), 'of g1')
  assert.equal(from(node('n', { protocol: 'redfish' })), 'of redfish')
  assert.equal(from(node('n', {})), 'of auto')
  assert.equal(from(node('n', { protocol: 'openbmc' })), 'of all')
  assert.deepEqual(standing(node('n'), 'port', LAYERS), { value: '443', from: 'built-in' })
  assert.equal(standing(node('n'), 'bmc', LAYERS), undefined)
})

test('an auto node gets the defaults of the protocol found at its BMC, and of no other BMC', () => {
  const found = { protocol: 'redfish', bmc: 'b1' } as const
  const here = { ...node('n', { bmc: 'b1' }), found }
  assert.deepEqual(standing(here, 'username', LAYERS), { value: 'of redfish', from: 'protocol=redfish' })
  assert.equal(standing({ ...node('n', { bmc: 'b2' }), found }, 'username', LAYERS)?.value, 'of auto')
  assert.deepEqual(selectableValues(here, 'protocol', LAYERS), ['auto', 'redfish'])
})

test('groups given by attributes have defaults like any other', () => {
  const some = rules(
    { 'group=r1': { tlslevel: '0' }, all: { rack: 'r1' } },
    { r1: 'rack==r1,protocol!=openbmc' },
  )
  assert.deepEqual(groupsOf(node('n', {}, 'a'), some), ['a', 'r1'])
  assert.deepEqual(groupsOf(node('n', { rack: 'r2' }), some), [])
  assert.deepEqual(standing(node('n'), 'tlslevel', some), { value: '0', from: 'group=r1' })
})
