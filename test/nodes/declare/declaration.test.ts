import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { planOf } from '../../../src/nodes/declare/declaration.ts'
import { declarationText } from '../../../src/nodes/declare/declaration-text.ts'
import { readDeclaration } from '../../../src/nodes/declare/read-declaration.ts'
import type { NodeStore } from '../../../src/nodes/node-store.ts'
import { Vault } from '../../../src/nodes/secrets/vault.ts'
import { carryOut } from '../../../src/nodes/store-plan.ts'
import { problemOf } from '../problem.ts'
import { temporaryStore } from '../temporary-store.ts'

const FILE = `
defaults:
  all: { username: root, password: "s3cret{}" }
  group=compute: { tlslevel: 1 }
groups:
  rack1: rack==r1-01
nodes:
  n[001-004]:
    bmc: 10.1.{0-1}.{0-1}
    groups: [compute]
    rack: r{1-2}-{01-02}
  n1:
    bmc: "{}-bmc"
    password: exec:awk '{print $1}' /x
    groups: a, b
`

function applied(store: NodeStore, text: string, prune = false) {
  const plan = planOf(store, readDeclaration(text, 'f'), { prune, sealer: new Vault(store.home) })
  carryOut(store, plan)
  return {
    nodes: plan.nodes.length,
    defaults: plan.defaults.length,
    groups: plan.groups.length,
    unchanged: plan.unchanged,
  }
}

function exported(store: NodeStore, withSecrets = false) {
  const contents = {
    nodes: store.nodes.records(),
    groups: store.dynamicGroups.all(),
    defaults: store.defaults.all(),
  }
  return declarationText(contents, withSecrets)
}

function filled(context: TestContext): NodeStore {
  const store = temporaryStore(context)
  applied(store, FILE)
  return store
}

test('a file is applied once; a second time nothing changes', (context) => {
  const store = temporaryStore(context)
  assert.deepEqual(applied(store, FILE), { nodes: 5, defaults: 2, groups: 1, unchanged: 0 })
  assert.deepEqual(applied(store, FILE), { nodes: 0, defaults: 0, groups: 0, unchanged: 8 })
  assert.deepEqual(Object.fromEntries(store.nodes.get('n003')?.attributes ?? []), {
    bmc: '10.1.1.0',
    rack: 'r2-01',
  })
  assert.deepEqual(store.nodes.get('n1')?.groups, ['a', 'b'])
  assert.equal(store.nodes.get('n1')?.attributes.get('bmc'), 'n1-bmc')
})

test('what a file does not name stays, or with prune goes', (context) => {
  const store = filled(context)
  const less = 'nodes: { n001: { bmc: b }, n1: {} }'
  applied(store, less)
  assert.equal(store.nodes.get('n001')?.attributes.get('rack'), 'r1-01')
  assert.equal(store.nodes.count(), 5)
  assert.deepEqual(applied(store, less, true), { nodes: 5, defaults: 2, groups: 1, unchanged: 0 })
  assert.deepEqual(store.nodes.names(), ['n1', 'n001'])
  assert.deepEqual(store.nodes.get('n001'), { name: 'n001', groups: [], attributes: new Map([['bmc', 'b']]) })
})

test('a sealed password of something that the file names is not pruned, an empty value takes it away', (context) => {
  const store = temporaryStore(context)
  applied(store, 'nodes: { n1: { bmc: b, password: x } }')
  applied(store, 'nodes: { n1: { bmc: b } }', true)
  assert.ok(store.nodes.get('n1')?.attributes.has('password'))
  applied(store, 'nodes: { n1: { password: } }')
  assert.ok(!store.nodes.get('n1')?.attributes.has('password'))
})

test('an export applied to the same store changes nothing, even with prune', (context) => {
  const store = filled(context)
  const { text, leftOut } = exported(store)
  assert.equal(leftOut, 1)
  assert.ok(!text.includes('sealed') && !text.includes('s3cret'))
  assert.deepEqual(applied(store, text, true), { nodes: 0, defaults: 0, groups: 0, unchanged: 8 })
})

test('an export with secrets restores them with the same key, and with no other', (context) => {
  const store = filled(context)
  const { text } = exported(store, true)
  assert.match(text, /sealed:1:/)
  store.defaults.put('all', new Map())
  applied(store, text)
  assert.equal(
    new Vault(store.home).open(store.defaults.all().get('all')?.get('password') ?? '', 'default:all'),
    's3cret{}',
  )
  const elsewhere = filled(context)
  assert.match(
    problemOf(() => applied(elsewhere, text)),
    /sealed with another key/,
  )
})

test('an export keeps texts that YAML would take for something else, and long noderanges', (context) => {
  const store = temporaryStore(context)
  const texts = { a: 'null', b: '007', c: 'yes', d: 'x: y # z', e: "it's", f: '- a', g: '1.0', h: ' padded ' }
  const names = Array.from({ length: 900 }, (_, index) => `n${index * 2}`)
  store.nodes.put([
    { name: 'x', attributes: new Map(Object.entries(texts)), groups: ['true', '1'] },
    ...names.map((name) => ({ name, attributes: new Map([['bmc', 'b']]), groups: [] })),
  ])
  assert.deepEqual(applied(store, exported(store).text, true), {
    nodes: 0,
    defaults: 0,
    groups: 0,
    unchanged: 901,
  })
})

test('JSON is taken too', (context) => {
  assert.equal(
    applied(temporaryStore(context), '{"nodes":{"n1":{"bmc":"b","port":8443,"groups":["x"],"rack":null}}}')
      .nodes,
    1,
  )
})

test('an empty file declares nothing', (context) => {
  assert.deepEqual(applied(temporaryStore(context), '# nothing\n'), {
    nodes: 0,
    defaults: 0,
    groups: 0,
    unchanged: 0,
  })
})

const BAD = `nodes:
  n[1-4]:
    bmc: 10.0.0.{1-3}
    port: 99999
  all: {}
  k1:
    pasword: x
    groups: [a, "b c"]
    rack: [1]
  k2: { bmc: 1.2.3.4 }
  k[1-2]: { bmc: 1.2.3.5 }
group: {}
defaults:
  protocol=foo: { username: x }
  all: { bmc: x, password: file:rel }
  group=x: { rack: "r{1-2}" }
groups:
  g1: x
  g2: password==x
  g3:
`

test('a file with mistakes is refused whole, with the place of each', (context) => {
  const store = temporaryStore(context)
  const problem = problemOf(() => applied(store, BAD))
  assert.match(problem, /^f has 15 mistakes; nothing was changed:\n/)
  for (const line of [
    'line 2, column 3: n[1-4]: 10.0.0.{1-3} makes 3 values, but the noderange has 4 nodes',
    'line 4, column 5: n[1-4]: port: 99999 is not a port (1 to 65535)',
    'line 7, column 5: k1: pasword: did you mean password?',
    'line 9, column 11: rack must be a text or a number',
    'line 11, column 3: k[1-2]: bmc of node k2 is given twice',
    'line 12, column 1: "group" is not one of nodes, groups, defaults',
    'line 15, column 18: all: password: file: takes a path from the root, not "rel"',
    'line 18, column 3: g1: "x" is not a selection: write ATTRIBUTE==VALUE, !=VALUE, =~PATTERN or !~PATTERN',
    'line 20, column 3: g3: a group needs a selection, such as rack==r1',
  ])
    assert.ok(problem.includes(`  ${line}\n`) || problem.endsWith(`  ${line}`), `${line}\nnot in\n${problem}`)
  assert.equal(store.nodes.count(), 0)
})

test('broken YAML is refused with its place', (context) => {
  const store = temporaryStore(context)
  for (const text of [
    'nodes: {a: {bmc: x}\n',
    'nodes:\n\tn1: {}\n',
    'nodes: [1, 2]',
    '- a',
    'nodes: {n1: {rack: *none}}',
  ])
    assert.match(
      problemOf(() => applied(store, text)),
      /f has .*\n {2}line \d+, column \d+: /,
      text,
    )
})
