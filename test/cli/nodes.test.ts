import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import type { Command } from 'commander'
import { nodesCommand } from '../../src/cli/nodes.ts'
import { openStore } from '../../src/nodes/node-store.ts'
import { problemOfAsync } from '../nodes/problem.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'

interface Terminal extends Readable {
  isTTY: boolean
}

/** The commands of one home folder, as a person types them. */
function commands(context: TestContext) {
  const home = temporaryFolder(context)
  const typed = async (words: readonly string[], stdin: Readable = Readable.from([])) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const command = nodesCommand({ env: { HWCTL_HOME: home }, cwd: home, stdin, stdout, stderr })
    quiet(command)
    await command.parseAsync([...words], { from: 'user' })
    return { out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') }
  }
  const out = async (...words: readonly string[]) => (await typed(words)).out
  const mistake = (...words: readonly string[]) => problemOfAsync(() => typed(words))
  return { home, typed, out, mistake }
}

function quiet(command: Command): void {
  command.exitOverride().configureOutput({ writeOut: () => undefined, writeErr: () => undefined })
  for (const child of command.commands) quiet(child)
}

test('nodes are added, listed, shown, changed and removed', async (context) => {
  const { out, mistake } = commands(context)
  assert.equal(
    await out('add', 'n[001-512]', 'bmc=10.1.{0-1}.{0-255}', 'username=root', 'groups=compute,rack1'),
    '512 nodes added: n[001-512]\n',
  )
  assert.equal(
    await out('list', 'compute@n257'),
    'NODE  BMC       PROTOCOL  GROUPS         STATUS\nn257  10.1.1.0  auto      compute,rack1  -\n',
  )
  assert.match(await mistake('add', 'n[512-513]'), /There already: n512; --update/)
  assert.match(
    await out('add', 'n[512-513]', 'tls=off', '--update'),
    /^1 node added: n513\n1 changed, 0 unchanged\n/,
  )
  assert.equal(await out('set', 'n513', 'tls=', 'groups+=x', 'rack=r 1'), '1 node changed, 0 unchanged\n')
  assert.equal(
    await out('show', 'n513'),
    'n513\n  port         443   built in\n  protocol     auto  built in\n  tls          pin   built in\n  tlslevel     2     built in\n  rack         r 1   this node\n  group        x     this node\n',
  )
  assert.equal(await out('set', 'n513', 'rack=r 1'), '0 nodes changed, 1 unchanged\n')
  assert.equal(await out('rm', "rack=='r 1'"), '1 node removed: n513\n')
  assert.equal(await out('rm', 'n[001-510]'), '510 nodes removed: n[001-510]\n')
})

test('a mistake changes nothing', async (context) => {
  const { out, mistake } = commands(context)
  assert.match(
    await mistake('add', 'n[1-3]', 'bmc=10.0.0.{1-4}'),
    /makes 4 values, but the noderange has 3 nodes/,
  )
  assert.match(await mistake('add', 'n[1-3]', 'port={0-2}'), /port: 0 is not a port/)
  assert.match(await mistake('set', 'n1', 'rack=r'), /Invalid nodes and\/or groups in noderange: n1/)
  assert.equal(await out('list', '-c', 'node'), 'NODE\n')
})

test('passwords come from standard input, and are never shown', async (context) => {
  const { home, typed, out } = commands(context)
  await typed(['add', 'n1', 'bmc=b', 'username=u', 'password=-'], Readable.from(['s3cret\n']))
  await typed(['defaults', 'set', 'all', 'password=-'], Readable.from(['s3cret']))
  await out('set', 'n1', 'note=x')
  const everything = await Promise.all([
    out('list', '-c', 'node,password'),
    out('list', '--json'),
    out('show', 'n1'),
    out('show', 'n1', '--json'),
    out('defaults', 'list'),
    out('export'),
    out('export', '--with-secrets'),
    out('set', 'n1', 'password=hidden', '--plan'),
  ])
  for (const text of everything) assert.ok(!text.includes('s3cret') && !text.includes('hidden'), text)
  assert.equal(everything[0], 'NODE  PASSWORD\nn1    (set)\n')
  assert.match(everything[7] ?? '', /^~ n1: password \(set\) -> \(another\)\n/)
  using store = openStore(home)
  assert.match(store.nodes.get('n1')?.attributes.get('password') ?? '', /^sealed:1:/)
})

test('no password, or more than a line, is a mistake', async (context) => {
  const { typed } = commands(context)
  for (const text of ['', '\n', 'a\nb\n'])
    assert.match(
      await problemOfAsync(() => typed(['add', 'n1', 'password=-'], Readable.from([text]))),
      /nothing was changed/,
    )
})

test('defaults are set for a scope, listed and removed', async (context) => {
  const { out, mistake } = commands(context)
  assert.equal(
    await out('defaults', 'set', 'protocol=redfish', 'username=admin', 'password=env:PW'),
    '+ defaults for protocol=redfish: username=admin, password=env:PW\n',
  )
  assert.equal(
    await out('defaults', 'list'),
    'SCOPE             ATTRIBUTE  VALUE\nprotocol=redfish  username   admin\nprotocol=redfish  password   env:PW\n',
  )
  await out('defaults', 'rm', 'protocol=redfish', 'password')
  assert.match(
    await mistake('defaults', 'rm', 'protocol=redfish', 'password'),
    /no default of password for protocol=redfish/,
  )
  await out('defaults', 'rm', 'protocol=redfish')
  assert.match(await mistake('defaults', 'rm', 'protocol=redfish'), /no default for protocol=redfish/)
  assert.match(
    await mistake('defaults', 'set', 'rack', 'username=x'),
    /not a scope: all, protocol=NAME or group=NAME/,
  )
  assert.match(
    await mistake('defaults', 'set', 'protocol=redfish', 'protocol=auto'),
    /depends on the protocol/,
  )
  assert.match(await mistake('defaults', 'set', 'all', 'rack=r{1-2}'), /braces make no sense/)
})

test('groups are given by attributes', async (context) => {
  const { out, mistake } = commands(context)
  await out('add', 'n[1-4]', 'rack=r{1-2}{a,b}', 'groups=x')
  assert.equal(await out('groups', 'set', 'r1', 'rack=~^r1,node!=n2'), 'r1 has 1 node\n')
  assert.equal(
    await out('groups', 'list'),
    'GROUP  NODES  BY ATTRIBUTE\nr1     1      rack=~^r1,node!=n2\nx      4\n',
  )
  assert.equal(await out('list', 'r1', '-c', 'node,groups'), 'NODE  GROUPS\nn1    x,r1\n')
  await out('groups', 'rm', 'r1')
  assert.match(await mistake('groups', 'rm', 'x'), /groups-=x/)
  assert.match(await mistake('groups', 'set', 'all', 'rack==r1'), /every node/)
})

test('a plan shows what would change and does nothing', async (context) => {
  const { home, out } = commands(context)
  writeFileSync(
    join(home, 'f.yaml'),
    'nodes: { "n[1-2]": { rack: r1, password: x }, n3: { bmc: b } }\ndefaults: { all: { username: root } }\n',
  )
  const plan =
    '+ n[1-2]: rack=r1, password=(set)\n+ n3: bmc=b\n+ defaults for all: username=root\n4 added, 0 changed, 0 removed, 0 unchanged'
  assert.equal(await out('apply', '-f', 'f.yaml', '--plan'), `${plan} (a plan: nothing was done)\n`)
  assert.equal(await out('list', '-c', 'node'), 'NODE\n')
  assert.equal(await out('apply', '-f', 'f.yaml'), `${plan}\n`)
  assert.equal(await out('apply', '-f', 'f.yaml'), '0 added, 0 changed, 0 removed, 4 unchanged\n')
  writeFileSync(join(home, 'f.yaml'), 'nodes: { n3: { bmc: c } }\n')
  assert.equal(
    await out('apply', '-f', 'f.yaml', '--prune', '--plan'),
    '- n[1-2]\n~ n3: bmc b -> c\n- defaults for all\n0 added, 1 changed, 3 removed, 0 unchanged (a plan: nothing was done)\n',
  )
})

test('an export says what it leaves out', async (context) => {
  const { typed } = commands(context)
  await typed(['add', 'n[1-2]', 'bmc={}-bmc', 'password=x', 'groups=a,b'])
  const { out, err } = await typed(['export', 'n1'])
  assert.equal(out, 'nodes:\n  n1:\n    bmc: n1-bmc\n    groups: [a, b]\n')
  assert.equal(err, '1 sealed password is left out; --with-secrets writes them\n')
  assert.equal(
    (await typed(['apply', '-f', '-'], Readable.from([out]))).out,
    '0 added, 0 changed, 0 removed, 1 unchanged\n',
  )
})

test('an import from xCAT says what it takes and what it skips', async (context) => {
  const { home, out } = commands(context)
  writeFileSync(
    join(home, 'nodes.stanza'),
    'n1:\n    objtype=node\n    bmc=10.0.0.1\n    cons=openbmc\n    groups=all,c\nn2:\n    objtype=node\n    cons=openbmc\n    mgt=ipmi\n',
  )
  assert.equal(
    await out('import-xcat', 'nodes.stanza'),
    '+ n1: bmc=10.0.0.1, groups=c\n1 added, 0 changed, 0 removed, 0 unchanged\nskipped n[1-2]: attribute cons is not used here\nskipped n2: mgt=ipmi is not managed here\n',
  )
})

test('setting the protocol again forgets what was found', async (context) => {
  const { home, out } = commands(context)
  await out('add', 'n1', 'bmc=b', 'protocol=auto')
  using store = openStore(home)
  store.foundProtocols.remember([{ node: 'n1', protocol: 'redfish', bmc: 'b' }])
  assert.match(await out('list'), /auto:redfish/)
  await out('set', 'n1', 'protocol=auto')
  assert.doesNotMatch(await out('list'), /auto:redfish/)
})

test('on a terminal several nodes are removed only with --yes', async (context) => {
  const { typed, out } = commands(context)
  await out('add', 'n[1-3]')
  const terminal = () => Object.assign(Readable.from([]), { isTTY: true }) satisfies Terminal
  assert.match(
    await problemOfAsync(() => typed(['rm', 'all'], terminal())),
    /would remove 3 nodes: n\[1-3\]; .* --yes/,
  )
  assert.equal((await typed(['rm', 'n1'], terminal())).out, '1 node removed: n1\n')
  assert.equal((await typed(['rm', 'all', '--yes'], terminal())).out, '2 nodes removed: n[2-3]\n')
})

test('a list for programs has an object for each node', async (context) => {
  const { out } = commands(context)
  await out('add', 'n[1-2]', 'bmc=b:8443', 'rack=r1', 'groups=g')
  const [first] = (await out('list', '--json')).split('\n')
  assert.deepEqual(JSON.parse(first ?? ''), {
    node: 'n1',
    bmc: 'b',
    port: 8443,
    protocol: 'auto',
    tls: 'pin',
    tlslevel: 2,
    groups: ['g'],
    tags: { rack: 'r1' },
  })
})

test('every command has help with examples, or an example in its parent', () => {
  const context = {
    env: {},
    cwd: '/',
    stdin: Readable.from([]),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
  }
  const helped = (command: Command) => {
    const parts: string[] = []
    command.configureOutput({ writeOut: (part) => void parts.push(part) }).outputHelp()
    return parts.join('')
  }
  for (const command of nodesCommand(context).commands)
    assert.match(helped(command), /Examples:\n {2}hwctl nodes|Examples:\n {2}lsdef/, command.name())
})
