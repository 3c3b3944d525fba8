import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matches, parseSelection, parseSelections, selectionText } from '../../src/nodes/selection.ts'
import { problemOf } from './problem.ts'

const holds = (text: string, ...values: string[]) => matches(parseSelection(text), values)

test('operators compare a value, or look for a pattern in it', () => {
  assert.ok(holds('rack==r1', 'r1'))
  assert.ok(holds('rack=r1', 'r1'))
  assert.ok(!holds('rack==r1', 'r10'))
  assert.ok(holds('rack!=r1', 'r10'))
  assert.ok(holds('bmc=~10\\.1\\.', '10.1.2.3'))
  assert.ok(holds('bmc=~/^10/', '10.1.2.3'))
  assert.ok(holds('bmc!~^11', '10.1.2.3'))
})

test('of several values one is enough, and no value is an empty one', () => {
  assert.ok(holds('groups==b', 'a', 'b'))
  assert.ok(!holds('groups!=b', 'a', 'b'))
  assert.ok(holds('rack!=r1'))
  assert.ok(holds('rack=='))
})

test("xCAT's tables and short names are known", () => {
  for (const name of ['mgt', 'nodehm.mgt'])
    assert.equal(parseSelection(`${name}==openbmc`).attribute, 'protocol')
  for (const name of ['tags', 'nodelist.groups'])
    assert.equal(parseSelection(`${name}==x`).attribute, 'groups')
  assert.equal(parseSelection('openbmc.bmc=~10').attribute, 'bmc')
  assert.equal(parseSelection('noderes.servicenode==sn1').attribute, 'servicenode')
})

test('passwords are not selected by, unknown tables and bad patterns are told', () => {
  for (const name of ['password', 'openbmc.password', 'passwd.password'])
    assert.match(
      problemOf(() => parseSelection(`${name}=~x`)),
      /by their password/,
    )
  assert.match(
    problemOf(() => parseSelection('vm.host==x')),
    /vm\.host is not known/,
  )
  assert.match(
    problemOf(() => parseSelection('rack=~(')),
    /regular expression \( is not understood/,
  )
  assert.match(
    problemOf(() => parseSelection('rack')),
    /not a selection/,
  )
})

test('selections of a group are separated by commas, quotes hold a value together, and the text comes back', () => {
  const selections = parseSelections('rack==r1, place=="Building 4, left" ,bmc=~(a,b){1,2}')
  assert.deepEqual(
    selections.map(({ value }) => value),
    ['r1', 'Building 4, left', '(a,b){1,2}'],
  )
  const again = parseSelections(selections.slice(0, 2).map(selectionText).join(','))
  assert.deepEqual(again, selections.slice(0, 2))
  assert.match(
    problemOf(() => parseSelections('a==b@c==d')),
    /"@" cannot stand/,
  )
})
