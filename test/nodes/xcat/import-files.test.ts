import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { planOf } from '../../../src/nodes/declare/declaration.ts'
import type { NodeStore } from '../../../src/nodes/node-store.ts'
import { Vault } from '../../../src/nodes/secrets/vault.ts'
import { carryOut } from '../../../src/nodes/store-plan.ts'
import { importFiles } from '../../../src/nodes/xcat/import-files.ts'
import { problemOf } from '../problem.ts'
import { node, temporaryStore } from '../temporary-store.ts'

const NODELIST = `#node,groups,status,statustime,appstatus,appstatustime,primarysn,hidden,updatestatus,updatestatustime,zonename,comments,disable
"cn1","compute,all","booted",,,,,,,,,,
"cn2","compute,all",,,,,,,,,,,
"ip1","ipmi,all",,,,,,,,,,,
"old","compute,all",,,,,,,,,,,"1"
`
const OPENBMC = `#node,bmc,consport,taggedvlan,username,password,comments,disable
"compute","|\\D+(\\d+)|10.0.0.($1+10)|","2200",,"root","0penBmc",,
"cn2","10.9.0.2",,,,"pw,""x""",,
"ghost","1.2.3.4",,,,,,
`
const NODEHM = `#node,power,mgt,cons,termserver,termport,conserver
"compute",,"openbmc",,,,
"ipmi",,"ipmi",,,,
`
const NODERES = `#node,servicenode,netboot,tftpserver
"compute","sn1,sn2","petitboot",
`
const PASSWD = `#key,username,password,cryptmethod,authdomain,comments,disable
"system","root","cluster",,,,
"redfish","admin","pw",,,,
`
const STANZAS = `# <xCAT data object stanza file>

default-node:
    mgt=redfish

st1:
    objtype=node
    bmc=10.7.0.1
    bmcpassword=secret=with=eq
    bmcusername=root
    groups=all,stg
    rack=r7
    postscripts=syslog,remoteshell

stg:
    objtype=group
    grouptype=static
    servicenode=sn1

dyn:
    objtype=group
    grouptype=dynamic
    wherevals=mgt==redfish::groups=~stg

net1:
    objtype=network
    mask=255.0.0.0
`

function imported(store: NodeStore, ...texts: readonly string[]): readonly string[] {
  const { declaration, skipped } = importFiles(
    texts.map((text, index) => ({ path: `f${index}`, text })),
    store,
  )
  carryOut(store, planOf(store, declaration, { prune: false, sealer: new Vault(store.home) }))
  return skipped.map(({ of, why }) => `${of}: ${why}`)
}

function attributes(store: NodeStore, name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(store.nodes.get(name)?.attributes ?? [])
}

test('tables are put together: groups become defaults, patterns become values of nodes', (context) => {
  const store = temporaryStore(context)
  const skipped = imported(store, NODELIST, OPENBMC, NODEHM, NODERES, PASSWD)
  assert.deepEqual(store.nodes.names(), ['cn1', 'cn2'])
  assert.deepEqual(attributes(store, 'cn1'), { bmc: '10.0.0.11' })
  const { password, ...rest } = attributes(store, 'cn2')
  assert.deepEqual(rest, { bmc: '10.9.0.2' })
  const vault = new Vault(store.home)
  assert.equal(vault.open(password ?? '', 'node:cn2'), 'pw,"x"')
  assert.deepEqual(store.nodes.get('cn1')?.groups, ['compute'])
  const defaults = store.defaults.all()
  assert.equal(
    vault.open(defaults.get('group=compute')?.get('password') ?? '', 'default:group=compute'),
    '0penBmc',
  )
  assert.equal(defaults.get('group=compute')?.get('protocol'), 'openbmc')
  assert.equal(defaults.get('group=compute')?.get('servicenode'), 'sn1,sn2')
  assert.equal(defaults.get('protocol=redfish')?.get('username'), 'admin')
  assert.deepEqual(skipped, [
    'old: the row in nodelist is disabled',
    'compute: openbmc.consport is not used here',
    'compute: noderes.netboot is not used here',
    'ghost: neither a node nor a group (f1 line 4); import nodelist as well',
    'system: this key of passwd is not used here',
    'ip1: mgt=ipmi is not managed here',
    'ipmi: mgt=ipmi is not managed here',
  ])
})

test('all tables may stand in one file, and a second import changes nothing', (context) => {
  const store = temporaryStore(context)
  const text = NODELIST + OPENBMC + NODEHM
  imported(store, text)
  const plan = planOf(store, importFiles([{ path: 'f', text }], store).declaration, {
    prune: false,
    sealer: new Vault(store.home),
  })
  assert.deepEqual([plan.nodes, plan.defaults, plan.groups], [[], [], []])
})

test('stanzas of lsdef -z give nodes, groups and tags', (context) => {
  const store = temporaryStore(context)
  const skipped = imported(store, STANZAS)
  const { password, ...rest } = attributes(store, 'st1')
  assert.deepEqual(rest, { protocol: 'redfish', bmc: '10.7.0.1', username: 'root', rack: 'r7' })
  assert.equal(new Vault(store.home).open(password ?? '', 'node:st1'), 'secret=with=eq')
  assert.deepEqual(store.nodes.get('st1')?.groups, ['stg'])
  assert.equal(store.defaults.all().get('group=stg')?.get('servicenode'), 'sn1')
  assert.equal(store.dynamicGroups.all().get('dyn'), 'protocol==redfish,groups=~stg')
  assert.deepEqual(skipped, [
    'st1: attribute postscripts is not used here',
    'net1: objects of type network are not taken',
  ])
})

test("a group's pattern leaves alone what a node that is not imported has of its own", (context) => {
  const store = temporaryStore(context)
  store.nodes.put([node('n1', { bmc: 'mine' }, 'compute'), node('n2', {}, 'compute')])
  imported(store, OPENBMC)
  assert.deepEqual(attributes(store, 'n1'), { bmc: 'mine' })
  assert.deepEqual(attributes(store, 'n2'), { bmc: '10.0.0.12' })
})

test('values that cannot be taken are told one by one', (context) => {
  const text = `${NODELIST}#node,bmc,consport,taggedvlan,username,password,comments,disable\n"cn1","|x|y|",,,,,,\n"cn2","10.0.0.300",,,,,,\n`
  assert.deepEqual(imported(temporaryStore(context), text).slice(1), [
    'cn1: bmc: |x|y| does not match this name',
    'cn2: bmc: "10.0.0.300" is neither a host name nor an IPv4 or IPv6 address',
  ])
})

function problem(context: TestContext, text: string): string {
  return problemOf(() => imported(temporaryStore(context), text))
}

test('a file that is not of xCAT is refused whole', (context) => {
  assert.match(problem(context, 'hello\n'), /neither the output of lsdef -z nor of tabdump/)
  assert.match(problem(context, '#node,host,memory\n"n1",,\n'), /f0 line 1: this is none of the tables/)
  assert.match(problem(context, `${NODELIST}"n1,"x\n`), /not the output of tabdump/)
  assert.match(problem(context, 'n1:\n    objtype=node\nwhat is this\n'), /f0 line 3 is neither/)
})
