import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { BmcLocks } from '../../../src/broker/jobs/bmc-locks.ts'
import { JobJournal } from '../../../src/broker/jobs/job-journal.ts'
import { JobStore } from '../../../src/broker/jobs/job-store.ts'
import { holdOf, withLocks } from '../../../src/broker/jobs/locked-lease.ts'
import type { EngineParts } from '../../../src/core/engine-parts.ts'
import type { ErrorFacts } from '../../../src/core/errors.ts'
import type { NodeName } from '../../../src/core/node.ts'
import { problemOf } from '../../nodes/problem.ts'
import { temporaryFolder } from '../../nodes/temporary-store.ts'
import { bmcNode } from './bmc-node.ts'

const [N1, N2, N3] = ['n1', 'n2', 'n3'] as NodeName[] as [NodeName, NodeName, NodeName]
const REQUEST = { command: 'rflash', words: ['-d', 'images'], noderange: 'n[1-3]', cwd: '/root' }
const CANCELLED = { kind: 'cancelled', reason: 'interrupted', reached: true } as const
const never = new AbortController().signal

function jobs(t: TestContext) {
  const home = temporaryFolder(t)
  const store = JobStore.open(home)
  t.after(() => store.close())
  return { home, store }
}

/** Another process that has claimed job 1 and the lock of 10.0.0.1. */
async function holder(t: TestContext, home: string) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'holder.ts'), home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return {
    pid: child.pid,
    async kill() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

test('a job is on disk from its beginning, and each node with what is behind it', (t) => {
  const { home, store } = jobs(t)
  const id = store.begin(REQUEST, [N1, N2, N3])
  const journal = new JobJournal(store, { id, nodes: store.nodes(id) }, () =>
    assert.fail('the journal can be written'),
  )
  journal.see({ kind: 'checkpoint', node: N1, checkpoint: { uploaded: 'abc' }, at: '' })
  journal.see({ kind: 'result', node: N2, value: {} })
  journal.see({ kind: 'failure', node: N3, error: { kind: 'unsupported', what: 'it' } })

  using reader = JobStore.open(home) // what another process sees, with nothing flushed or closed
  const [one, two, three] = reader.nodes(id)
  assert.deepEqual([one?.state, one?.checkpoint], ['running', { uploaded: 'abc' }])
  assert.equal(two?.state, 'done')
  assert.deepEqual([three?.state, three?.error], ['failed', { kind: 'unsupported', what: 'it' }])
  const { counts, state, command, words, cwd, noderange } = reader.job(id)
  assert.deepEqual({ command, words, cwd, noderange }, REQUEST)
  assert.deepEqual([state, counts], ['running', { done: 1, failed: 1, open: 1 }])
  journal.end(false)
  assert.equal(reader.job(id).state, 'interrupted')
})

test('a node whose service node is not to be had, or was lost, is left to go on with', (t) => {
  const { store } = jobs(t)
  const id = store.begin(REQUEST, [N1, N2, N3])
  const journal = new JobJournal(store, { id, nodes: store.nodes(id) }, () => assert.fail())
  const problems = [[N1, 'silent'] as const, [N2, 'lost'] as const, [N3, 'local'] as const]
  for (const [node, problem] of problems)
    journal.see({ kind: 'failure', node, error: { kind: 'service-node', serviceNode: 'sn1', problem } })
  journal.end(false)
  assert.deepEqual(
    store.nodes(id).map(({ state }) => state),
    ['not-reached', 'interrupted', 'failed'],
  )
  assert.equal(store.job(id).state, 'interrupted')
})

test('a node that fails after a checkpoint keeps it; one that is done has no error any more', (t) => {
  const { store } = jobs(t)
  const id = store.begin(REQUEST, [N1])
  const see = (event: Parameters<JobJournal['see']>[0]) => {
    const journal = new JobJournal(store, { id, nodes: store.nodes(id) }, () => assert.fail())
    journal.see(event)
    journal.end(false)
  }
  see({ kind: 'checkpoint', node: N1, checkpoint: 5, at: '' })
  see({ kind: 'failure', node: N1, error: { kind: 'unsupported', what: 'it' } })
  assert.deepEqual(
    store.claim(id, ['failed']).map(({ checkpoint }) => checkpoint),
    [5],
  )
  see({ kind: 'result', node: N1, value: {} })
  const [node] = store.nodes(id)
  assert.deepEqual([node?.state, node?.error], ['done', undefined])
  assert.equal(store.job(id).state, 'done')
})

test('what is resumed is what has no end of its own', (t) => {
  const { store } = jobs(t)
  const id = store.begin(REQUEST, [N1, N2, N3])
  store.put(id, [
    { node: N1, state: 'done' },
    { node: N2, state: 'interrupted', error: CANCELLED },
  ])
  store.end(id, 'interrupted')
  assert.deepEqual(
    store.claim(id).map(({ node, state, error }) => [node, state, error]),
    [
      [N2, 'waiting', undefined],
      [N3, 'waiting', undefined],
    ],
  )
})

test('a job has one process: another that lives has it, one that was killed has not', async (t) => {
  const { home, store } = jobs(t)
  const id = store.begin(REQUEST, [N1])
  store.end(id, 'interrupted')
  const other = await holder(t, home)
  assert.match(
    problemOf(() => store.claim(id)),
    new RegExp(`by process ${other.pid}:`),
  )
  assert.match(
    problemOf(() => store.remove(id)),
    /is being worked on/,
  )
  await other.kill()
  assert.equal(store.job(id).state, 'interrupted')
  assert.equal(store.claim(id).length, 1)
})

test('1.13 Another process is already flashing this node: the lock of a BMC: across processes, and gone with the process', async (t) => {
  const { home, store } = jobs(t)
  const id = store.begin(REQUEST, [N1])
  store.end(id, 'interrupted')
  const locks = new BmcLocks(store.database)
  const other = await holder(t, home)
  const wish = { command: 'rflash', signal: never }
  const busy = (thrown: unknown) => {
    const { since, ...facts } = (thrown as { facts: Extract<ErrorFacts, { kind: 'busy' }> }).facts
    assert.ok(Date.parse(since) <= Date.now())
    assert.deepEqual(facts, {
      kind: 'busy',
      host: '10.0.0.1',
      port: 443,
      by: 'rflash',
      node: 'n1',
      pid: other.pid,
      job: 1,
    })
    return true
  }
  await assert.rejects(locks.take(bmcNode('n9', '10.0.0.1'), wish), busy)
  assert.throws(() => locks.check(bmcNode('n9', '10.0.0.1')), busy)
  locks.check(bmcNode('n2', '10.0.0.2'))
  const next = locks.take(bmcNode('n1', '10.0.0.1'), { ...wish, job: 1 }) // waits for its last run to end
  await other.kill()
  const giveBack = await next
  assert.throws(() => locks.check(bmcNode('n1', '10.0.0.1')))
  giveBack()
  locks.check(bmcNode('n1', '10.0.0.1'))
})

test('two nodes of one run that share a BMC take turns; another run of the same process is refused', async (t) => {
  const locks = new BmcLocks(jobs(t).store.database)
  const run = new AbortController()
  const wish = { command: 'rflash', signal: run.signal }
  const giveBack = await locks.take(bmcNode('n1', '10.0.0.1'), wish)
  await assert.rejects(locks.take(bmcNode('n2', '10.0.0.1'), { command: 'rflash', signal: never }))
  const second = locks.take(bmcNode('n2', '10.0.0.1'), wish)
  giveBack()
  ;(await second)()
  locks.check(bmcNode('n1', '10.0.0.1'))
})

test('a call that only reads has nothing to do with locks; one that cannot be reached gives its lock back', async (t) => {
  const { store } = jobs(t)
  const locks = new BmcLocks(store.database)
  const parts: EngineParts = {
    protocolOf: async () => 'openbmc',
    lease: async () => Promise.reject(new Error('no answer')),
    executor: async () => assert.fail(),
  }
  const invocation = (lock?: 'takes' | 'heeds') => ({
    command: 'rflash',
    words: [],
    call: { capability: 'c', op: 'o', input: undefined, ...(lock && { lock }) },
  })
  assert.equal(
    withLocks(
      parts,
      holdOf(invocation(), () => assert.fail('the locks are not even opened')),
    ),
    parts,
  )
  const locked = withLocks(
    parts,
    holdOf(invocation('takes'), () => locks),
  )
  const options = { signal: never, fanout: 1, cwd: '/', trace: false }
  await assert.rejects(
    locked.lease(bmcNode('n1', '10.0.0.1'), 'openbmc', () => undefined, options),
    /no answer/,
  )
  locks.check(bmcNode('n1', '10.0.0.1'))
})

test('a journal that cannot be written is told of once, and written later', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const { store } = jobs(t)
  const id = store.begin(REQUEST, [N1, N2])
  const told: ErrorFacts[] = []
  const journal = new JobJournal(store, { id, nodes: store.nodes(id) }, (error) => told.push(error))
  const put = t.mock.method(store, 'put', () => {
    throw new Error('disk full')
  })
  journal.see({ kind: 'result', node: N1, value: {} })
  journal.see({ kind: 'result', node: N2, value: {} })
  assert.equal(told.length, 1)
  put.mock.restore()
  t.mock.timers.tick(1000)
  assert.deepEqual(store.job(id).counts, { done: 2, failed: 0, open: 0 })
  journal.end(false)
})
