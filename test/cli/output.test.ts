import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventsOf, fleetAtHand, linesOf } from './terminal.ts'

test('--json prints one outcome a node and done last, which adds up', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 6, password: 'S3cret-of-all' })
  await fleet.bmcs[1]?.set({ reachable: false })
  await fleet.bmcs[2]?.set({ password: 'another' })
  await terminal.out('hwctl', 'nodes', 'add', 'lost', 'bmc=nowhere')
  const { code, out, err } = await terminal.run('hwctl', 'power', 'all', 'on', '--json', '-V')
  assert.deepEqual([code, err], [1, ''])
  const events = eventsOf(out)
  const outcomes = events.flatMap((event) =>
    event.kind === 'result' || event.kind === 'failure' ? [[event.node, event.kind]] : [],
  )
  assert.deepEqual(outcomes.toSorted(), [
    ['lost', 'failure'],
    ['sim0001', 'result'],
    ['sim0002', 'failure'],
    ['sim0003', 'failure'],
    ['sim0004', 'result'],
    ['sim0005', 'result'],
    ['sim0006', 'result'],
  ])
  assert.deepEqual(events.at(-1), { kind: 'done', counts: { ok: 4, failed: 3, notRun: 0 } })
  assert.equal(events.filter(({ kind }) => kind === 'done').length, 1)
  assert.equal(events.filter(({ kind }) => kind === 'status').length, 4)
  assert.ok(events.some(({ kind }) => kind === 'trace'))
  for (const event of events) if (event.kind === 'failure') assert.ok('text' in event && event.text)
  assert.ok(!out.includes('S3cret-of-all'))
})

test('--collate folds identical answers, the most common first', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 12 })
  await fleet.bmc('sim0007')?.set({ host: 'Running' })
  await fleet.bmc('sim0008')?.set({ reachable: false })
  const { code, out, err } = await terminal.run('rpower', 'all', 'stat', '--collate')
  assert.equal(code, 1)
  assert.equal(out, 'sim[0001-0006,0009-0012]: off\nsim0007: on\n')
  assert.match(err, /^sim0008: \[.*\]: Error: Login to BMC failed: .*\n$/)
})

test('--plan sends nothing', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 4 })
  const { code, out, err } = await terminal.run('rpower', 'all', 'off', '--plan')
  assert.deepEqual([code, err], [0, ''])
  assert.match(
    out,
    /^sim\[0001,0003\] \(2, openbmc\):\n {2}login\n {2}PUT .*RequestedPowerTransition Off\n {2}logout\n/,
  )
  assert.match(
    out,
    /^sim\[0002,0004\] \(2, redfish\):\n {2}login\n(?: {2}.*\n)* {2}POST .*ForceOff\n {2}logout\n/m,
  )
  assert.match(await terminal.out('rsetboot', 'sim0001', 'net', '--plan'), /BootSource Network/)
  assert.equal(fleet.totals().connections, 0)
})

test('--plan does not ask a BMC which protocol it speaks', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 1 })
  await terminal.out('hwctl', 'nodes', 'set', 'all', 'protocol=auto')
  const out = await terminal.out('rpower', 'all', 'on', '--plan')
  assert.match(out, /^sim0001 \(1, auto\):\n/)
  assert.match(out, /^ {2}redfish: POST /m)
  assert.match(out, /^ {2}openbmc: PUT /m)
  assert.equal(fleet.totals().connections, 0)
})

test('--fanout 1 asks one BMC after the other', async (t) => {
  const { terminal } = await fleetAtHand(t, { nodes: 5 })
  const { code, err } = await terminal.run('rpower', 'all', 'stat', '--fanout', '1', '-V')
  assert.equal(code, 0)
  const traced = linesOf(err).map((line) => line.split(':')[0])
  const turns = traced.filter((node, at) => node !== traced[at - 1])
  assert.deepEqual(turns, ['sim0001', 'sim0002', 'sim0003', 'sim0004', 'sim0005'])
})

test('what could not be written is no success', async (t) => {
  const { terminal } = await fleetAtHand(t, { nodes: 3 })
  for (const line of [
    'rpower all stat',
    'rpower all stat --collate',
    'rpower all stat --json',
    'rpower all stat --plan',
    'rpower --help',
    'hwctl nodes list',
    'hwctl --help',
  ]) {
    const { code, err } = await terminal.run('sh', '-c', `${line} > /dev/full`)
    assert.deepEqual([line, code], [line, 1])
    assert.match(err, /^Error: the answers could not be written: ENOSPC.*\n$/)
  }
  assert.equal((await terminal.run('sh', '-c', 'rpower all stat | true')).code, 0)
})

test('options may stand before the noderange, as in xCAT', async (t) => {
  const { terminal } = await fleetAtHand(t, { nodes: 2 })
  assert.match(await terminal.out('rpower', '--json', 'sim0001', 'stat'), /"node":"sim0001"/)
  assert.equal(
    await terminal.out('hwctl', 'power', '--collate', '--fanout', '1', 'all', 'stat'),
    'sim[0001-0002]: off\n',
  )
  assert.equal(await terminal.out('rpower', '--timeout=60', 'sim0002', 'stat'), 'sim0002: off\n')
  const unknown = await terminal.run('rpower', '--bogus', 'sim0001', 'off')
  assert.deepEqual([unknown.code, linesOf(unknown.err)[0]], [1, 'Error: Unknown option: --bogus'])
  const none = await terminal.run('rpower', '--timeout', 'sim0001')
  assert.match(none.err, /^Usage: rpower NODERANGE/)
})
