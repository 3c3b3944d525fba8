import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type LockNews, ParentLock } from '../../src/agent/parent-lock.ts'
import { folder } from './fixture.ts'
import { holdLock } from './xcat-client.ts'

function watch(t: TestContext, path: string): Promise<LockNews> {
  return new Promise((resolve) => {
    const lock = new ParentLock(path, resolve)
    t.after(() => lock.close())
  })
}

test('the lock is free when its holder is killed, and not before', async (t) => {
  const path = join(await folder(t), 'lock')
  const holder = await holdLock(t, path)
  const news = watch(t, path)
  let isFree = false
  news.then(() => {
    isFree = true
  })
  await holdLock(t, join(await folder(t), 'another'))
  assert.equal(isFree, false)
  holder.kill('SIGKILL')
  assert.deepEqual(await news, { is: 'free' })
})

test('a lock that nobody holds is free at once', async (t) => {
  assert.deepEqual(await watch(t, join(await folder(t), 'lock')), { is: 'free' })
})

test('a lock that cannot be watched is said to be', async (t) => {
  const news = await watch(t, join(await folder(t), 'no', 'lock'))
  assert.equal(news.is, 'unwatchable')
})

test('where flock is not installed, that is what is said', async (t) => {
  const before = process.env.PATH
  process.env.PATH = await folder(t)
  t.after(() => {
    process.env.PATH = before
  })
  const news = await watch(t, '/tmp/lock')
  assert.deepEqual(news, { is: 'unwatchable', reason: 'flock is not installed' })
})
