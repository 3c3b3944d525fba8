import assert from 'node:assert/strict'
import { once } from 'node:events'
import { after, type TestContext, test } from 'node:test'
import type { Fleet } from '../../src/simulator/fleet.ts'
import { hwctlWithLongWork } from './long-work.ts'
import { eventsOf, fleetAtHand, linesOf, type Running } from './terminal.ts'

const { entry } = hwctlWithLongWork(after)

/** Longer than any test takes. */
const LONG_MS = 600_000

/** A fleet of OpenBMC machines that start so slowly, and an operator whose hwctl knows `rlong`. */
async function atHand(t: TestContext, nodes: number, powerDelayMs = LONG_MS) {
  const { fleet, terminal } = await fleetAtHand(t, { nodes, powerDelayMs, protocol: 'openbmc' })
  const start = (...words: string[]) => terminal.start(process.execPath, entry, 'hwctl', ...words)
  const run = (...words: string[]) => start(...words).ended()
  const jobs = async () => linesOf((await run('jobs', 'list', '--json')).out).map((line) => JSON.parse(line))
  return { fleet, terminal, start, run, jobs }
}

/** Resolves when so many machines have been told to start. */
async function begun(running: Running, count: number): Promise<void> {
  await running.until((said) => said.split('"checkpoint"').length > 2 * count)
}

async function everyMachineIsOn(fleet: Fleet): Promise<void> {
  for (const bmc of fleet.bmcs) await bmc.set({ host: 'Running', chassis: 'On' })
}

async function killed(running: Running): Promise<void> {
  const closed = once(running.child, 'close')
  running.child.kill('SIGKILL')
  await closed
}

test('kill -9 in the middle: the job is listed as interrupted, resume goes on where each node stood', async (t) => {
  const { fleet, start, run, jobs } = await atHand(t, 6)
  const first = start('rlong', 'all', 'work', '--json', '--at-once', '4')
  await begun(first, 4)
  await killed(first)
  const [job] = await jobs()
  assert.deepEqual(
    [job.id, job.state, job.command, job.words, job.noderange],
    [1, 'interrupted', 'rlong', ['work', '--json', '--at-once', '4'], 'all'],
  )
  assert.deepEqual(job.counts, { done: 0, failed: 0, open: 6 })
  const shown = await run('jobs', 'show', '1')
  // Its checkpoint was waited for; what it was doing right after may not have been written.
  assert.match(shown.out, /^sim0001 +interrupted +(uploading|activating) /m)
  assert.match(shown.out, /^sim0006 +waiting /m)
  assert.match(shown.out, /^Go on with: hwctl jobs resume 1$/m)

  await everyMachineIsOn(fleet)
  const second = await run('jobs', 'resume', '1')
  assert.equal(second.code, 0, second.err)
  const results = eventsOf(second.out).filter((event) => event.kind === 'result')
  const went = results.filter(({ value }) => (value as { resumed: boolean }).resumed).map(({ node }) => node)
  assert.deepEqual(went.toSorted(), ['sim0001', 'sim0002', 'sim0003', 'sim0004'])
  assert.equal(results.length, 6)
  assert.equal(fleet.totals().powerActionCount, 6, 'each machine was told to start once')
  assert.deepEqual((await jobs())[0].counts, { done: 6, failed: 0, open: 0 })
  assert.equal((await jobs())[0].state, 'done')

  const third = await run('jobs', 'resume', '1')
  assert.deepEqual([third.code, third.out], [0, 'Nothing is left to do of job 1\n'])
  assert.equal(fleet.totals().powerActionCount, 6)
})

test('kill -9 of the agent in the middle: the job is interrupted, and goes on with another agent', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 4, powerDelayMs: LONG_MS, protocol: 'openbmc' })
  const start = (...words: string[]) =>
    terminal.startWith({ HWCTL_AGENT: '' }, process.execPath, entry, 'hwctl', ...words)
  try {
    const first = start('rlong', 'all', 'work', '--json')
    await begun(first, 4)
    const off = await start('rpower', 'sim0001', 'off').ended()
    assert.equal(off.code, 3, 'the agent keeps to the lock too')
    assert.match(off.err, /being worked on by rlong for sim0001 \(job 1, /)
    const status = await start('agent', 'status').ended()
    const [, pid] = /process (\d+),/.exec(status.out) ?? []
    assert.ok(pid, status.out)
    process.kill(Number(pid), 'SIGKILL')
    const { code, err } = await first.ended()
    assert.equal(code, 3)
    assert.match(err, /^Job 1: 0 done, 0 failed, 4 left to do\nGo on with: hwctl jobs resume 1$/m)
    assert.match((await start('jobs').ended()).out, /^1 +interrupted /m)
    await everyMachineIsOn(fleet)
    const second = await start('jobs', 'resume', '1').ended()
    assert.equal(second.code, 0, second.err)
    assert.equal(second.out.split('"resumed":true').length - 1, 4, 'checkpoints cross the socket')
    assert.equal(fleet.totals().powerActionCount, 4)
  } finally {
    await start('agent', 'stop').ended()
  }
})

test('Ctrl-C ends cleanly, and says how to go on', async (t) => {
  const { fleet, start, run, jobs } = await atHand(t, 2)
  const running = start('rlong', 'all', 'work', '--json')
  await begun(running, 2)
  running.child.kill('SIGINT')
  const { code, err } = await running.ended()
  assert.equal(code, 130)
  assert.match(err, /^Job 1: 0 done, 0 failed, 2 left to do\nGo on with: hwctl jobs resume 1\n$/m)
  assert.equal((await jobs())[0].state, 'interrupted')
  assert.equal(fleet.totals().openSessions, 0)
  await everyMachineIsOn(fleet)
  assert.equal((await run('jobs', 'resume', '1')).code, 0)
  assert.equal(fleet.totals().powerActionCount, 2)
})

test('a job that is worked on cannot go on twice, and its BMCs are left alone', async (t) => {
  const { fleet, start, run, jobs } = await atHand(t, 2)
  const running = start('rlong', 'all', 'work', '--json')
  await begun(running, 2)
  assert.equal((await jobs())[0].state, 'running')

  const twice = await run('jobs', 'resume', '1')
  assert.equal(twice.code, 2)
  assert.match(twice.err, new RegExp(`^Error: Job 1 is being worked on by process ${running.child.pid}: `))
  assert.equal((await run('jobs', 'rm', '1')).code, 2)

  const other = await run('rlong', 'sim0001', 'work')
  assert.equal(other.code, 3)
  assert.match(
    other.err,
    /^sim0001: .*Error: The BMC [\d.]+:\d+ is being worked on by rlong for sim0001 \(job 1, process \d+\) since \d\d:\d\d\. See how far it is with: hwctl jobs show 1$/m,
  )
  for (const words of [['off'], ['reset'], ['bmcreboot']])
    assert.equal((await run('rpower', 'sim0001', ...words)).code, 3, words.join())
  assert.equal((await run('rsetboot', 'sim0001', 'net')).code, 3)
  for (const words of [
    ['rpower', 'sim0001', 'stat'],
    ['rpower', 'sim0001', 'bmcstate'],
    ['rsetboot', 'sim0001', 'stat'],
  ])
    assert.equal((await run(...words)).code, 0, words.join())
  assert.equal(fleet.totals().powerActionCount, 2)

  await killed(running)
  assert.equal((await run('rpower', 'sim0001', 'off')).code, 0, 'a lock dies with its process')
})

test('nodes that failed are tried again on demand only', async (t) => {
  const { fleet, start, run, jobs } = await atHand(t, 2, 0)
  const first = await start('rlong', 'all', 'work', '--fail').ended()
  assert.equal(first.code, 1)
  assert.match(first.out, /^sim0002: done\n\[.*\]: Total=2\n$/)
  assert.match(
    first.err,
    /^Job 1: 1 done, 1 failed, 0 left to do\nTry those .*: hwctl jobs retry 1 --failed\n$/m,
  )
  assert.equal((await jobs())[0].state, 'failed')
  const shown = JSON.parse((await run('jobs', 'show', '1', '--json')).out)
  assert.deepEqual(
    shown.nodes.map(({ node, state, error }: { node: string; state: string; error?: { kind: string } }) => [
      node,
      state,
      error?.kind,
    ]),
    [
      ['sim0001', 'failed', 'unsupported'],
      ['sim0002', 'done', undefined],
    ],
  )
  assert.equal((await run('jobs', 'resume', '1')).out, 'Nothing is left to do of job 1\n')
  assert.equal((await run('jobs', 'retry', '1')).code, 2, 'it wants --failed')
  const again = await run('jobs', 'retry', '1', '--failed', '--json')
  assert.equal(again.code, 3)
  assert.deepEqual(
    eventsOf(again.out).flatMap((event) => (event.kind === 'failure' ? [event.node] : [])),
    ['sim0001'],
  )
  assert.equal(fleet.totals().powerActionCount, 1)
})

test('a canary that fails leaves the others for another day', async (t) => {
  const { fleet, run, jobs } = await atHand(t, 4, 0)
  const first = await run('rlong', 'all', 'work', '--fail', '--wave', '1,2')
  assert.equal(first.code, 3)
  assert.match(first.err, /^Wave 1 of 3: 1 node$/m)
  assert.match(first.err, /^sim0004: .*Not reached: every node of the wave before failed\.$/m)
  assert.equal((await jobs())[0].state, 'stopped')
  assert.equal(fleet.totals().powerActionCount, 0)
  const second = await run('jobs', 'resume', '1', '--wave', '2')
  assert.equal(second.code, 0, second.err)
  assert.match(second.out, /^\[.*\]: Total=3$/m)
  assert.deepEqual((await jobs())[0].counts, { done: 3, failed: 1, open: 0 })
})

test('--plan is no job, nor is a command that is over at once, nor a run that could not begin', async (t) => {
  const { run, jobs } = await atHand(t, 1, 0)
  const unreadable = await run('rlong', 'all', 'work', '--unreadable')
  assert.equal(unreadable.code, 2)
  assert.match(unreadable.err, /^Error: \[.*\]: no such file\n$/)
  assert.equal((await run('rlong', 'all', 'work', '--plan')).code, 0)
  assert.equal((await run('rpower', 'all', 'stat')).code, 0)
  assert.deepEqual(await jobs(), [])
})

test('jobs are forgotten on demand; what is no job is said to be none', async (t) => {
  const { run, jobs } = await atHand(t, 1, 0)
  await run('rlong', 'all', 'work')
  assert.match((await run('jobs')).out, /^ID +STATE .*\n1 +done .* rlong all work\n$/)
  assert.equal((await run('completion', 'words', '--', 'hwctl', 'jobs', 'show', '')).out, '1 \n')
  assert.equal((await run('jobs', 'rm', '1')).code, 0)
  assert.deepEqual(await jobs(), [])
  for (const words of [
    ['show', '1'],
    ['resume', '1'],
    ['rm', '1'],
    ['show', 'x'],
    ['resume', '1', 'on'],
  ]) {
    const { code, err } = await run('jobs', ...words)
    assert.equal(code, 2, words.join())
    assert.match(err, /^Error: /)
  }
})
