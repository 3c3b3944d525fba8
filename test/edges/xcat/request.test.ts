import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HwctlError } from '../../../src/core/errors.ts'
import { DEFAULT_FANOUT } from '../../../src/core/runner.ts'
import { readRequest } from '../../../src/edges/xcat/request.ts'

const DEFAULTS = { tls: 'pin', tlsLevel: 2 } as const
const INFO = { bmc: 'bmc1', bmcip: '10.0.0.1', username: 'root', password: '0penBmc' }

/** As openbmc2.pm sends it. */
const FROM_XCAT = {
  module: 'openbmc',
  command: 'rpower',
  args: ['stat'],
  cwd: ['/root'],
  nodes: ['n1'],
  nodeinfo: { n1: INFO },
  envs: { debugmode: 0 },
}

function read(changes: object) {
  return readRequest(JSON.stringify({ ...FROM_XCAT, ...changes }), DEFAULTS)
}

function problem(body: string): string {
  try {
    readRequest(body, DEFAULTS)
  } catch (error) {
    if (error instanceof HwctlError && error.facts.kind === 'usage') return error.facts.problem
    throw error
  }
  throw new Error('it was read')
}

test("xCAT's request is read", () => {
  const { nodes, ...rest } = read({})
  assert.deepEqual(rest, {
    module: 'openbmc',
    command: 'rpower',
    words: ['stat'],
    cwd: '/root',
    unusable: [],
    wantsTrace: false,
    wantsEvents: false,
    retryUnreachable: false,
    fanout: DEFAULT_FANOUT,
  })
  const [{ password, ...node } = assert.fail()] = nodes
  assert.deepEqual(node, {
    name: 'n1',
    protocol: 'openbmc',
    bmc: '10.0.0.1',
    port: 443,
    username: 'root',
    tls: 'pin',
    tlsLevel: 2,
  })
  assert.equal(password.reveal(), '0penBmc')
})

test("client.py's request is read: cwd is a text, args may be null, debugmode is a number or a text", () => {
  const request = read({ cwd: '/root', args: null, envs: { debugmode: '2' } })
  assert.equal(request.cwd, '/root')
  assert.deepEqual(request.words, [])
  assert.equal(request.wantsTrace, true)
  assert.equal(read({ envs: { debugmode: '0' } }).wantsTrace, false)
  assert.equal(read({ envs: undefined }).wantsTrace, false)
  assert.equal(read({ cwd: null }).cwd, '/')
})

test('what Perl has made a number is still a word', () => {
  assert.deepEqual(read({ args: [3] }).words, ['3'])
  const { nodes } = read({ nodeinfo: { n1: { ...INFO, password: 1234 } } })
  assert.equal(nodes[0]?.password.reveal(), '1234')
})

test('the module is the protocol of nodes that have none of their own', () => {
  const nodeinfo = { n1: INFO, n2: { ...INFO, protocol: 'openbmc' }, n3: { ...INFO, protocol: 'auto' } }
  const { nodes } = read({ module: 'redfish', nodes: ['n1', 'n2', 'n3'], nodeinfo })
  assert.deepEqual(
    nodes.map(({ protocol }) => protocol),
    ['redfish', 'openbmc', 'auto'],
  )
})

test('a node may say how its BMC is reached', () => {
  const own = { port: 8443, system: '2', tls: 'off', tlslevel: 0 }
  const [node] = read({ nodeinfo: { n1: { ...INFO, ...own } } }).nodes
  assert.deepEqual([node?.port, node?.system, node?.tls, node?.tlsLevel], [8443, '2', 'off', 0])
})

for (const [bmcip, host, port] of [
  ['10.0.0.9:2443', '10.0.0.9', 2443],
  ['fe80::1', 'fe80::1', 443],
  ['[fe80::1]:444', 'fe80::1', 444],
  ['bmc-7.example.com', 'bmc-7.example.com', 443],
  [undefined, 'bmc1', 443],
] as const)
  test(`the address ${bmcip} is ${host} and ${port}`, () => {
    const [node] = read({ nodeinfo: { n1: { ...INFO, bmcip } } }).nodes
    assert.deepEqual([node?.bmc, node?.port], [host, port])
  })

test('our own field asks for events, and how the run is to go', () => {
  const request = read({ module: 'auto', hwctl: { events: 1, fanout: 7, timeout: 1.5 } })
  assert.equal(request.wantsEvents, true)
  assert.equal(request.fanout, 7)
  assert.equal(request.timeoutSeconds, 1.5)
  assert.match(problem(JSON.stringify({ ...FROM_XCAT, hwctl: { events: 2 } })), /hwctl\.events/)
})

test('our own field says what a job that goes on has behind it, and when it is to end', () => {
  const hwctl = { events: 1, job: 7, maxFailures: 0, checkpoints: { n1: { uploaded: 'abc' } } }
  const { checkpoints, job, maxFailures } = read({ module: 'auto', hwctl })
  assert.deepEqual([job, maxFailures, [...(checkpoints ?? [])]], [7, 0, [['n1', { uploaded: 'abc' }]]])
})

test('a node that lacks something is told of, and the others go on', () => {
  const nodeinfo = { n1: INFO, n2: { ...INFO, username: undefined }, n3: { ...INFO, bmcip: 'a b' } }
  const request = read({ nodes: ['n1', 'n2', 'n3', 'n4', 'constructor', 'n1'], nodeinfo })
  assert.deepEqual(
    request.nodes.map(({ name }) => String(name)),
    ['n1'],
  )
  const told = request.unusable.map(({ error, isUnknown, node }) => [
    node,
    error.kind === 'node-info' && error.problem,
    isUnknown,
  ])
  assert.deepEqual(told, [
    ['n2', 'Unable to get attribute username', false],
    ['n3', 'The attribute bmc is not right: neither a host name nor an address', false],
    ['n4', 'Unable to get node information: the request has none', true],
    ['constructor', 'Unable to get node information: the request has none', true],
  ])
})

test('without a list of nodes it is those that something is known of', () => {
  assert.equal(read({ nodes: null }).nodes.length, 1)
})

for (const [missing, text] of [
  ['command', 'Could not find command'],
  ['module', 'Please specify the request module'],
  ['cwd', 'Please specify the cwd parameter'],
] as const)
  test(`without ${missing}: ${text}`, () => {
    assert.equal(problem(JSON.stringify({ ...FROM_XCAT, [missing]: undefined })), text)
  })

test('another module has no manager', () => {
  assert.equal(problem(JSON.stringify({ ...FROM_XCAT, module: 'ipmi' })), 'Could not find manager for ipmi')
})

test('no error quotes the request: there are passwords in it', () => {
  const bodies = [
    '{"password": "s3cret',
    '["s3cret"]',
    JSON.stringify({ ...FROM_XCAT, nodes: ['s3cret s3cret', { s3cret: 's3cret' }] }),
    JSON.stringify({ ...FROM_XCAT, nodeinfo: 's3cret' }),
    JSON.stringify({ ...FROM_XCAT, args: [{ s3cret: 's3cret' }] }),
  ]
  for (const body of bodies) assert.doesNotMatch(problem(body), /s3cret/)
})
