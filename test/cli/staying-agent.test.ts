import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import type { Fleet } from '../../src/simulator/fleet.ts'
import { startFleet } from '../simulator/fleet.ts'
import { type Ended, Terminal } from './terminal.ts'

/** A command line that uses the agent that stays, with six BMCs defined; the agent is ended afterwards. */
async function withAgent(t: TestContext, work: (has: Surroundings) => Promise<void>): Promise<void> {
  await using fleet = await startFleet({ nodes: 6 })
  const terminal = new Terminal(t, '')
  for (const bmc of fleet.bmcs) await terminal.define(bmc)
  const run = (program: string, ...words: string[]) => terminal.run(program, ...words)
  try {
    await work({ fleet, terminal, run })
  } finally {
    await run('hwctl', 'agent', 'stop')
  }
}

interface Surroundings {
  readonly fleet: Fleet
  readonly terminal: Terminal
  run(program: string, ...words: string[]): Promise<Ended>
}

test('an agent is started, stays, keeps sessions, and logs out when it is stopped', (t) =>
  withAgent(t, async ({ fleet, run, terminal }) => {
    assert.equal((await run('hwctl', 'agent', 'status')).code, 1)
    for (const _ of [1, 2, 3]) {
      const { code, out } = await run('rpower', 'all', 'stat')
      assert.equal(code, 0)
      assert.equal(out.trim().split('\n').length, 6)
    }
    assert.deepEqual([fleet.totals().logins, fleet.totals().openSessions], [6, 6])
    assert.match((await run('hwctl', 'agent', 'status')).out, /3 requests served, 0 running, 6 sessions open/)
    const [socket = ''] = (await readdir(terminal.home)).filter((name) => name.endsWith('.sock'))
    assert.equal(statSync(join(terminal.home, socket)).mode & 0o777, 0o600)
    assert.match((await run('hwctl', 'agent', 'stop')).out, /ended/)
    assert.deepEqual([fleet.totals().logouts, fleet.totals().openSessions], [6, 0])
    assert.equal(existsSync(join(terminal.home, socket)), false)
  }))

test('a warm rpower stat is one request a node', (t) =>
  withAgent(t, async ({ fleet, run }) => {
    assert.equal((await run('rpower', 'all', 'on', '--wait')).code, 0)
    fleet.resetCounters()
    assert.equal((await run('rpower', 'all', 'stat')).code, 0)
    assert.equal(fleet.totals().requests, 6)
  }))

test('--no-agent keeps all in one process', (t) =>
  withAgent(t, async ({ fleet, run }) => {
    assert.equal((await run('rpower', 'all', 'stat', '--no-agent')).code, 0)
    assert.equal((await run('hwctl', 'agent', 'status')).code, 1)
    assert.equal(fleet.totals().openSessions, 0)
  }))

test('two command lines at a time start one agent', (t) =>
  withAgent(t, async ({ fleet, run }) => {
    const both = await Promise.all([run('rpower', 'all', 'stat'), run('rsetboot', 'all', 'stat')])
    assert.deepEqual(
      both.map(({ code, err }) => [code, err]),
      [
        [0, ''],
        [0, ''],
      ],
    )
    assert.match((await run('hwctl', 'agent', 'status')).out, /2 requests served/)
    assert.equal(fleet.totals().logins, 6)
  }))

test('the agent of another version finishes and goes when a new one comes', (t) =>
  withAgent(t, async ({ run, terminal }) => {
    const old = terminal.start(
      'hwctl',
      'agent',
      '--standalone',
      '--sock',
      join(terminal.home, 'agent-0.0.1.sock'),
    )
    await old.until((said) => said.includes('agent listens'))
    assert.equal((await run('rpower', 'all', 'stat')).code, 0)
    assert.equal((await old.ended()).code, 0)
  }))

test('an agent that cannot be started is said, and the work is done without it', (t) =>
  withAgent(t, async ({ fleet, run, terminal }) => {
    const path = /no agent at (.*)/.exec((await run('hwctl', 'agent', 'status')).out)?.[1]
    assert.ok(path)
    mkdirSync(path)
    const { code, out, err } = await run('rpower', 'all', 'stat')
    assert.equal(code, 0)
    assert.equal(out.trim().split('\n').length, 6)
    assert.match(
      err,
      /^Warning: .*no agent could be started \(it ended with exit code 2: Error: .*it is left alone\); more may be in .*agent\.log\. Doing it without\.\n$/,
    )
    assert.equal(fleet.totals().openSessions, 0)
    const log = join(terminal.home, 'agent.log')
    assert.match(readFileSync(log, 'utf8'), /^Error: .*it is left alone$/m)
    assert.equal(statSync(log).mode & 0o777, 0o600)
  }))

test('an agent that ends before it listens is started a second time', (t) =>
  withAgent(t, async ({ run, terminal }) => {
    const once = join(terminal.home, 'once.cjs')
    writeFileSync(
      once,
      `const { existsSync, writeFileSync } = require('node:fs')
      if (process.argv.includes('--stay') && !existsSync('${once}.done')) {
        writeFileSync('${once}.done', '')
        process.exit(7)
      }`,
    )
    const started = terminal.startWith({ NODE_OPTIONS: `--require ${once}` }, 'rpower', 'all', 'stat')
    const { code, err } = await started.ended()
    assert.deepEqual([code, err, existsSync(`${once}.done`)], [0, '', true])
    assert.match((await run('hwctl', 'agent', 'status')).out, /1 requests? served/)
  }))

test('after kill -9 of the agent the next one ends the sessions that were left; nothing readable was on disk', (t) =>
  withAgent(t, async ({ fleet, run, terminal }) => {
    await run('rpower', 'all', 'stat')
    const pid = Number(/process (\d+)/.exec((await run('hwctl', 'agent', 'status')).out)?.[1])
    const folder = join(terminal.home, 'sessions')
    const [file = ''] = readdirSync(folder)
    const journal = readFileSync(join(folder, file), 'utf8')
    for (const bmc of fleet.bmcs)
      for (const { token } of bmc.sessions.all) assert.ok(!journal.includes(token), 'a token in clear')
    process.kill(pid, 'SIGKILL')
    const before = fleet.totals().openSessions
    assert.equal(before, 6)
    assert.equal((await run('rpower', 'all', 'stat')).code, 0)
    while (fleet.totals().logouts < 6) await setImmediate()
    assert.deepEqual([fleet.totals().logins, fleet.totals().openSessions], [12, 6])
    assert.ok(!readdirSync(folder).includes(file))
  }))
