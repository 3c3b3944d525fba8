import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { passwordReference, shownPassword } from '../../../src/nodes/secrets/password-text.ts'
import { type ReferenceOptions, referenceReader } from '../../../src/nodes/secrets/referred-password.ts'
import { temporaryFolder } from '../temporary-store.ts'

const ENV = { PATH: process.env.PATH, PW: 'from env', EMPTY: '' }

async function read(text: string, options: Partial<ReferenceOptions> = {}) {
  const reference = passwordReference(text)
  assert.ok(reference)
  return await referenceReader({ env: ENV, ...options })(reference)
}

test('a password comes from the environment, a file or a command, without its last newline', async (context) => {
  const file = join(temporaryFolder(context), 'pw')
  writeFileSync(file, ' two words \n')
  assert.deepEqual(await read('env:PW'), { password: 'from env' })
  assert.deepEqual(await read(`file:${file}`), { password: ' two words ' })
  assert.deepEqual(await read('exec:printf "a%s\\n\\n" "$PW" | tr a b'), { password: 'bfrom env\n' })
})

test('what fails names the reference and how, never what it gave', async (context) => {
  const folder = temporaryFolder(context)
  mkdirSync(join(folder, 'd'))
  const problems: readonly (readonly [string, string])[] = [
    ['env:NONE', 'env:NONE: the variable is not set'],
    ['env:EMPTY', 'env:EMPTY gives nothing'],
    ['file:/none', 'file:/none: ENOENT'],
    ['file:/dev/zero', 'file:/dev/zero: not an ordinary file'],
    ['exec:echo secret; echo secret >&2; exit 3', 'exec:echo secret; echo secret >&2; exit 3: exit code 3'],
    ['exec:true', 'exec:true gives nothing'],
    ['exec:kill -9 $$', 'exec:kill -9 $$: ended by SIGKILL'],
    ['exec:cat /dev/zero', 'exec:cat /dev/zero: more than 64 KiB of output'],
  ]
  for (const [text, problem] of problems) assert.deepEqual(await read(text), { problem })
})

test('a command that does not end is ended, with what it started', async (context) => {
  const pid = join(temporaryFolder(context), 'pid')
  const text = `exec:sleep 1000 & echo $! > ${pid}; wait`
  assert.deepEqual(await read(text, { timeoutMs: 500 }), { problem: `${text}: no answer within 0.5 seconds` })
  const sleeper = Number(readFileSync(pid, 'utf8'))
  let isGone = false
  for (let tries = 0; tries < 100 && !isGone; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    isGone = !isRunning(sleeper)
  }
  assert.ok(isGone)
})

test('a cancelled run ends its commands', async () => {
  assert.deepEqual(await read('exec:sleep 1000', { signal: AbortSignal.timeout(100) }), {
    problem: 'exec:sleep 1000: cancelled',
  })
})

test('each distinct command runs once', async (context) => {
  const log = join(temporaryFolder(context), 'log')
  const reader = referenceReader({ env: ENV })
  const command = (n: number) => ({ kind: 'exec', target: `echo run >> ${log}; echo ${n}` }) as const
  const answers = await Promise.all(Array.from({ length: 100 }, (_, index) => reader(command(index % 3))))
  assert.deepEqual(answers[4], { password: '1' })
  assert.equal(readFileSync(log, 'utf8').trim().split('\n').length, 3)
})

test('what is shown of a password is its reference, or only that there is one', () => {
  assert.equal(shownPassword('env:PW'), 'env:PW')
  assert.equal(shownPassword('sealed:1:0123456789ab:AAAA'), '(set)')
  assert.equal(shownPassword('in the clear by mistake'), '(set)')
})

/** A process that has ended but was not collected yet does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
