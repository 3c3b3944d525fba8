import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expandNoderange } from '../../src/nodes/noderange/expand.ts'
import { StoreDirectory } from '../../src/nodes/store-directory.ts'
import { problemOf } from './problem.ts'
import { node, temporaryStore } from './temporary-store.ts'

test('noderanges see nodes, groups, tags, defaults and statuses of a store', (context) => {
  const store = temporaryStore(context)
  store.nodes.put([
    ...Array.from({ length: 200 }, (_, index) =>
      node(`n${index + 1}`, { bmc: `10.0.0.${index + 1}` }, 'compute'),
    ),
    node('m1', { rack: 'r1', protocol: 'openbmc' }),
    node('m2', { rack: 'r2' }, 'a,b'),
  ])
  store.defaults.put(
    'group=compute',
    new Map([
      ['protocol', 'redfish'],
      ['rack', 'r9'],
    ]),
  )
  store.defaults.put('group=empty', new Map([['tls', 'off']]))
  store.dynamicGroups.put('r1', 'rack==r1')
  store.dynamicGroups.put('spoken', 'protocol!=auto')
  store.statuses.put([{ node: 'n7', status: 'powering-on', at: 't' }])
  const count = (noderange: string) => expandNoderange(noderange, new StoreDirectory(store)).length
  for (const [noderange, nodes] of Object.entries({
    all: 202,
    n5: 1,
    'n[1-200]': 200,
    compute: 200,
    'a,b': 1,
    empty: 0,
    r1: 1,
    spoken: 201,
    'rack==r9': 200,
    'rack==r1': 1,
    'mgt==redfish': 200,
    'mgt==auto': 1,
    'groups==b': 1,
    'groups==r1': 0,
    'status==powering-on': 1,
    'nodelist.status!=powering-on': 201,
    'bmc=~\\.7$': 1,
    'tls==pin': 202,
    'system==x': 0,
    'node=~^m': 2,
    'all@-compute': 2,
  }))
    assert.equal(count(noderange), nodes, noderange)
  assert.match(
    problemOf(() => count('row==1')),
    /No node has an attribute "row"/,
  )
  assert.match(
    problemOf(() => count('n1,n201,nogroup')),
    /noderange: n201,nogroup /,
  )
})
