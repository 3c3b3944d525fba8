import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeCertificate } from '../../src/simulator/certificate.ts'
import { joined, machine, setUp } from './service-node-machines.ts'
import { fleetAtHand, linesOf } from './terminal.ts'

test('set up in five commands, the same lines come as without service nodes', async (t) => {
  const { fleet, terminal, start, url } = await setUp(t, 12)
  const machines = await Promise.all(
    ['sn1', 'sn2'].map((name) => machine(t, terminal, name, '--pool', 'rack')),
  )
  await start()
  const lines = async (...words: readonly string[]) => {
    const { code, out, err } = await terminal.run('hwctl', ...words)
    return { code, out: linesOf(out).toSorted(), err: linesOf(err).toSorted() }
  }
  const commands = [
    ['rpower', 'all', 'stat'],
    ['rsetboot', 'all', 'net'],
    ['rvitals', 'all', 'leds'],
    ['reventlog', 'all', '3'],
    ['rpower', 'all', 'nonsense'],
  ]
  const without = []
  for (const words of commands) without.push(await lines(...words))
  const agents = await Promise.all(machines.map((one) => joined(one, url)))
  await terminal.out('hwctl', 'nodes', 'set', 'all', 'servicenode=rack')
  const unapproved = await terminal.run('hwctl', 'rpower', 'all', 'stat')
  assert.equal(unapproved.code, 3)
  assert.match(unapproved.err, /sim0001: .*the key of service node sn[12] is not approved \([\da-f-]{39}\)/)
  for (const name of ['sn1', 'sn2'])
    assert.match(await terminal.out('hwctl', 'servicenodes', 'approve', name), /^sn\d: [\da-f-]{39} approved/)
  const logins = fleet.totals().logins
  const through = []
  for (const words of commands) through.push(await lines(...words))
  assert.deepEqual(through, without)
  assert.equal(
    fleet.totals().logins - logins,
    12,
    'each BMC stays with one service node, whose session stays warm',
  )
  const list = await terminal.out('hwctl', 'servicenodes')
  assert.match(list, /^name +pool +state +version .*\nsn1 +rack +ready +0\.1\.0 .*\nsn2 +rack +ready /)
  for (const { child } of agents) child.kill('SIGTERM')
  assert.deepEqual(await Promise.all(agents.map(async (one) => (await one.ended()).code)), [0, 0])
  assert.equal(fleet.totals().openSessions, 0)
  const silent = await terminal.run('hwctl', 'servicenodes')
  assert.deepEqual([silent.code, silent.out.match(/silent/g)?.length], [1, 2])
})

test('service nodes that are let in at the same time are all let in', async (t) => {
  const { terminal } = await setUp(t, 1)
  const names = Array.from({ length: 16 }, (_, at) => `sn${at + 1}`)
  await Promise.all(names.map((name) => terminal.out('hwctl', 'servicenodes', 'add', name)))
  const users = readFileSync(join(terminal.home, 'servicenodes/nats/users.conf'), 'utf8')
  assert.equal(users.match(/nkey: /g)?.length, names.length + 1, users)
})

test('wrong credentials, a wrong certificate, another name: the agent says so and ends', async (t) => {
  const { terminal, start, url } = await setUp(t, 1)
  const [right, other] = [await machine(t, terminal, 'sn1'), await machine(t, terminal, 'sn2')]
  await terminal.out('hwctl', 'servicenodes', 'rm', 'sn2')
  await start()
  const path = join(right.home, 'servicenode.join')
  const given = JSON.parse(readFileSync(path, 'utf8'))
  const fails = async (change: object, ...words: readonly string[]) => {
    writeFileSync(path, JSON.stringify({ ...given, ...change }))
    const { code, err } = await right.run('hwctl', 'agent', '--join', url, ...words)
    assert.notEqual(code, 0)
    return err
  }
  assert.match(await fails({}, '--name', 'sn2'), /is for sn1, not for sn2/)
  const { seed } = JSON.parse(readFileSync(join(other.home, 'servicenode.join'), 'utf8'))
  assert.match(await fails({ seed }), /it refuses the credentials/)
  assert.match(await fails({ seed: 'SUnonsense' }), /cannot be used/)
  const { cert: ca } = await makeCertificate('another')
  assert.match(await fails({ ca }), /cannot be used \(tls:.*(certificate|self-signed)/)
  assert.match(await fails({ brokers: [] }), /not a file that hwctl servicenodes add wrote/)
  assert.match(
    (await terminal.run('hwctl', 'servicenodes', 'approve', 'sn1')).err,
    /No service node sn1 answers/,
  )
})

test('what is not set up is said to be so, and nodes are reached from here', async (t) => {
  const { terminal } = await fleetAtHand(t, { nodes: 2 })
  await terminal.out('hwctl', 'nodes', 'set', 'all', 'servicenode=sn1')
  assert.equal(await terminal.out('hwctl', 'rpower', 'all', 'stat', '--collate'), 'sim[0001-0002]: off\n')
  const { code, err } = await terminal.run('hwctl', 'servicenodes')
  assert.deepEqual(
    [code, err],
    [2, 'Error: Service nodes are not set up here; begin with: hwctl servicenodes init\n'],
  )
  const second = await terminal.run('hwctl', 'servicenodes', 'add', 'a.b')
  assert.equal(second.code, 2)
})
