import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { listenOn } from '../../src/agent/socket-path.ts'
import { HwctlError } from '../../src/core/errors.ts'
import { folder, RawClient } from './fixture.ts'

async function listening(t: TestContext, path: string, isUnconditional = false) {
  const server = createServer((socket) => socket.end())
  t.after(() => server.close())
  const giveBack = await listenOn(server, path, { isUnconditional })
  return { server, giveBack }
}

function refuses(text: RegExp) {
  return (error: unknown) =>
    error instanceof HwctlError && error.facts.kind === 'usage' && text.test(error.facts.problem)
}

async function answers(path: string): Promise<void> {
  const client = await RawClient.open(path)
  assert.deepEqual(await client.replies(), [])
}

test('the socket is open to its owner only, whatever the umask', async (t) => {
  const path = join(await folder(t), 'sock')
  const before = process.umask(0)
  t.after(() => process.umask(before))
  await listening(t, path)
  assert.equal(process.umask(), 0)
  const { mode } = await stat(path)
  assert.equal(mode & 0o777, 0o600)
  await answers(path)
})

test('nothing but the socket is left in the folder, and nothing at the end', async (t) => {
  const path = await folder(t)
  const { giveBack, server } = await listening(t, join(path, 'sock'))
  assert.deepEqual(await readdir(path), ['sock'])
  server.close()
  await giveBack()
  assert.deepEqual(await readdir(path), [])
})

for (const isUnconditional of [false, true]) {
  const mode = isUnconditional ? "as xCAT's agent" : 'standalone'
  test(`${mode}: a socket that somebody died on is replaced`, async (t) => {
    const path = join(await folder(t), 'sock')
    const left = 'import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])'
    assert.equal(spawnSync('python3', ['-c', left, path]).status, 0)
    await assert.rejects(RawClient.open(path), { code: 'ECONNREFUSED' })
    await listening(t, path, isUnconditional)
    await answers(path)
  })

  test(`${mode}: an empty plain file is replaced`, async (t) => {
    const path = join(await folder(t), 'sock')
    await writeFile(path, '')
    await listening(t, path, isUnconditional)
    await answers(path)
  })

  test(`${mode}: a folder never is`, async (t) => {
    const path = join(await folder(t), 'sock')
    await mkdir(path)
    await assert.rejects(listening(t, path, isUnconditional), refuses(/neither a socket nor a plain file/))
  })
}

test("standalone: a socket on which an agent answers is left alone; xCAT's agent takes it over", async (t) => {
  const path = join(await folder(t), 'sock')
  const { giveBack } = await listening(t, path)
  await assert.rejects(listening(t, path), refuses(/already listening/))
  await listening(t, path, true)
  await giveBack()
  await answers(path)
})

test("standalone: a file with something in it is left alone; xCAT's agent takes it over", async (t) => {
  const path = join(await folder(t), 'sock')
  await writeFile(path, 'notes')
  await assert.rejects(listening(t, path), refuses(/something in it/))
  assert.equal(await readFile(path, 'utf8'), 'notes')
  await listening(t, path, true)
  await answers(path)
})

test('a path too long for a socket is said to be one', async (t) => {
  const path = join(await folder(t), 'x'.repeat(108))
  await assert.rejects(listening(t, path), refuses(/too long/))
})

test('a folder that is not there is said not to be', async (t) => {
  await assert.rejects(
    listening(t, join(await folder(t), 'no', 'sock')),
    refuses(/^No socket can be made in .*no /),
  )
})
