import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import { test } from 'node:test'
import { fleetAtHand, linesOf, Terminal } from './terminal.ts'

test('a usage error is said once, on stderr, and touches no BMC', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 3 })
  const wrong: readonly (readonly [words: readonly string[], said: string])[] = [
    [['all', 'bogus'], 'Unsupported command: rpower bogus'],
    [['all'], 'No option specified for rpower'],
    [['all', 'on', 'off'], 'Only one option is supported at the same time for rpower'],
    [['all', 'stat', '--bogus'], 'Unknown option: --bogus'],
    [['all', 'stat', '--fanout', '0'], "Option --fanout wants a whole number of at least 1, not '0'"],
    [['all', 'stat', '--fanout', 'many'], "Option --fanout wants a whole number of at least 1, not 'many'"],
    [['all', 'stat', '--timeout=-1'], "Option --timeout wants a whole number of at least 1, not '-1'"],
    [['all', 'stat', '--timeout'], 'Option --timeout wants a value: --timeout SECONDS'],
    [['all', 'stat', '--json=yes'], 'Option --json takes no value'],
    [['all', 'on', '--wait=1.5'], "Option --wait wants a whole number of at least 1, not '1.5'"],
    [['all', 'stat', '--json', '--collate'], 'Only one of --json and --collate'],
  ]
  for (const [words, said] of wrong)
    for (const [program, code, ...before] of [
      ['rpower', 1],
      ['hwctl', 2, 'rpower'],
    ] as const) {
      const ended = await terminal.run(program, ...before, ...words)
      const [first, second, ...more] = linesOf(ended.err)
      assert.deepEqual([ended.code, ended.out, first, more], [code, '', `Error: ${said}`, []])
      assert.match(second ?? 'Allowed: ', /^Allowed: /)
    }
  assert.equal(fleet.totals().connections, 0)
})

test('help is on stdout, with examples, wherever it is asked for', async (t) => {
  const terminal = new Terminal(t)
  for (const line of [
    'rpower -h',
    'rpower nobody stat --help',
    'rpower -V --help bogus',
    'rsetboot nobody -h',
    'hwctl rpower --help',
    'hwctl power nobody -h',
    'hwctl --help',
    'hwctl nodes --help',
    'hwctl nodes add -h',
    'hwctl trust --help',
    'hwctl simulate --help',
    'hwctl agent --help',
    'hwctl completion --help',
    'hwctl-agent --help',
  ]) {
    const [program = '', ...words] = line.split(' ')
    const { code, out, err } = await terminal.run(program, ...words)
    assert.deepEqual([line, code, err], [line, 0, ''])
    assert.match(out, /^Usage: \S+/)
    assert.match(out, /^Examples:\n {2}\S/m, line)
  }
})

test('without a noderange there is usage, on stderr', async (t) => {
  const terminal = new Terminal(t)
  for (const [line, expected] of [
    ['rpower', 1],
    ['rsetboot', 1],
    ['rpower -V', 1],
    ['rpower --json --timeout 5', 1],
    ['hwctl rpower', 2],
    ['hwctl setboot --persistent', 2],
    ['hwctl', 2],
  ] as const) {
    const [program = '', ...words] = line.split(' ')
    const { code, out, err } = await terminal.run(program, ...words)
    assert.deepEqual([line, code, out], [line, expected, ''])
    assert.match(err, /^Usage: \S+/)
    assert.match(err, /^Examples:\n {2}\S/m)
  }
})

test('a command that does not exist is an error that names those that do', async (t) => {
  const { code, out, err } = await new Terminal(t).run('hwctl', 'rpowr', 'all', 'stat')
  assert.deepEqual([code, out], [2, ''])
  assert.match(
    err,
    /^Error: Unknown command: hwctl rpowr\nAllowed: (\w+ )*rpower (r\w+ )*rsetboot (r\w+ )*nodes jobs trust /,
  )
})

test('options may stand anywhere after the noderange', async (t) => {
  const { terminal } = await fleetAtHand(t, { nodes: 1 })
  for (const line of [
    'rpower all --fanout 1 stat',
    'rpower all stat --fanout=1',
    'rpower all --timeout 60 stat --fanout 1',
  ]) {
    const [program = '', ...words] = line.split(' ')
    assert.equal(await terminal.out(program, ...words), 'sim0001: off\n')
  }
  assert.equal(await terminal.out('rsetboot', 'all', '-p', 'hd'), 'sim0001: Hard Drive\n')
  assert.equal(await terminal.out('rsetboot', 'all', 'net', '--persistent'), 'sim0001: Network\n')
})

test('hwctl power, hwctl rpower and rpower are the same', async (t) => {
  const { terminal } = await fleetAtHand(t, { nodes: 2 })
  const all = [
    await terminal.run('rpower', 'all', 'stat'),
    await terminal.run('hwctl', 'rpower', 'all', 'stat'),
    await terminal.run('hwctl', 'power', 'all', 'stat'),
  ]
  for (const { code, out, err } of all)
    assert.deepEqual([code, linesOf(out).toSorted(), err], [0, ['sim0001: off', 'sim0002: off'], ''])
})

test('nodes that do not exist end the command before anything is sent', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 2 })
  for (const [program, code, ...before] of [
    ['rpower', 1],
    ['hwctl', 2, 'power'],
  ] as const) {
    const ended = await terminal.run(program, ...before, 'a,sim0001,b', 'off')
    assert.deepEqual([ended.code, ended.out], [code, ''])
    const said = `Error: [${hostname()}]: Invalid nodes and/or groups in noderange: a,b`
    assert.ok(ended.err.startsWith(said), ended.err)
    assert.equal(linesOf(ended.err).length, 1)
  }
  const unclosed = await terminal.run('rpower', 'sim0001,(sim0002', 'off')
  assert.deepEqual([unclosed.code, unclosed.out], [1, ''])
  assert.match(unclosed.err, /^Error: \[.*\]: .*column 9/)
  assert.equal(fleet.totals().connections, 0)
})

test('a node that lacks an attribute is told of, and the others go on', async (t) => {
  const { terminal } = await fleetAtHand(t, { nodes: 2 })
  for (const words of [['m1'], ['m2', 'username=u'], ['m3', 'bmc=b'], ['m4', 'bmc=b', 'username=u']])
    await terminal.out('hwctl', 'nodes', 'add', ...words)
  await terminal.out('hwctl', 'nodes', 'add', 'm5', 'bmc=b', 'username=u', 'password=env:NOT_THERE')
  const { code, out, err } = await terminal.run('rpower', 'all', 'stat')
  assert.equal(code, 1)
  assert.deepEqual(linesOf(out).toSorted(), ['sim0001: off', 'sim0002: off'])
  const server = `[${hostname()}]`
  assert.deepEqual(linesOf(err).slice(0, 4), [
    `m1: ${server}: Error: Unable to get information from openbmc table`,
    `m2: ${server}: Error: Unable to get attribute bmc`,
    `m3: ${server}: Error: Unable to get attribute username`,
    `m4: ${server}: Error: Unable to get attribute password`,
  ])
  assert.match(err, /^m5: \[.*\]: Error: Unable to get attribute password \(.*NOT_THERE.*\)$/m)
})

test('exit codes tell how much went wrong', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 2 })
  const codes = async () => [
    (await terminal.run('hwctl', 'power', 'all', 'stat')).code,
    (await terminal.run('rpower', 'all', 'stat')).code,
  ]
  assert.deepEqual(await codes(), [0, 0])
  await fleet.bmcs[0]?.set({ reachable: false })
  assert.deepEqual(await codes(), [1, 1])
  await fleet.bmcs[1]?.set({ password: 'other' })
  assert.deepEqual(await codes(), [3, 1])
})

test('a BMC that is away, and a wrong password, are errors with their reason', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 2 })
  const [away, other] = fleet.bmcs
  await away?.set({ reachable: false })
  await other?.set({ password: 'other' })
  const { out, err } = await terminal.run('rpower', 'all', 'stat')
  assert.equal(out, '')
  const server = `[${hostname()}]`
  assert.deepEqual(linesOf(err).toSorted(), [
    `sim0001: ${server}: Error: Login to BMC failed: Can't connect to ${away?.address}:8443 (Connection refused).`,
    `sim0002: ${server}: Error: [401] Invalid username or password`,
  ])
  assert.equal(fleet.totals().openSessions, 0)
})

test('a reader that has seen enough ends nothing', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 20, power: 'on' })
  const line = 'set -o pipefail; rpower all off | head -1'
  const { code, out, err } = await terminal.run('bash', '-c', line)
  assert.deepEqual([code, linesOf(out).length, err], [0, 1, ''])
  const { powerActionCount, openSessions } = fleet.totals()
  assert.deepEqual([powerActionCount, openSessions], [20, 0])
})
