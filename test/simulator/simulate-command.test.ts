import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { BmcClient } from './bmc-client.ts'

const SCRIPT = fileURLToPath(new URL('run-simulate.ts', import.meta.url))

async function run(t: TestContext, ...words: string[]) {
  const home = await mkdtemp(join(tmpdir(), 'sim-home-'))
  t.after(() => rm(home, { recursive: true, force: true }))
  const child = spawn(process.execPath, [SCRIPT, ...words], {
    cwd: home,
    env: { ...process.env, HWCTL_HOME: join(home, 'hwctl') },
  })
  t.after(() => child.kill('SIGKILL'))
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.err += text
  })
  return { child, said, home }
}

test('simulate says when it is ready and what to type next, and the totals at its end', async (t) => {
  const { child, said, home } = await run(
    t,
    ...['--nodes', '3', '--first-address', 'auto', '--write-nodes', 'nodes.yaml', '--control', 'c.sock'],
  )
  while (!said.out.includes('\n')) await once(child.stdout, 'data')
  assert.match(
    said.out,
    /^3 simulated BMCs answer at 127\.\d+\.\d+\.1 to \S+\.3, port 8443\. Type next: hwctl nodes apply -f nodes\.yaml; rpower sim stat\n$/,
  )
  const file = await readFile(join(home, 'nodes.yaml'), 'utf8')
  const [, address = ''] = /sim0001: \{ bmc: "([^"]+)"/.exec(file) ?? []
  assert.ok((await stat(join(home, 'c.sock'))).isSocket())
  await using client = new BmcClient({ address, port: 8443 })
  assert.equal((await client.login()).status, 200)
  child.kill('SIGTERM')
  const [code] = await once(child, 'close')
  assert.equal(code, 0, said.err)
  assert.match(
    said.out,
    /1 requests on 1 connections, 1 logins, 0 logouts, 1 sessions left open, 0 power actions\.\n$/,
  )
  await assert.rejects(stat(join(home, 'c.sock')))
})

test('simulate names what is allowed where an option makes no sense', async (t) => {
  for (const [words, expected] of [
    [['--protocol', 'ipmi'], /Allowed choices are openbmc, redfish, mixed/],
    [['--nodes', 'many'], /--nodes <count>.*whole number/],
    [['--fault', 'gremlins=1'], /"gremlins" is no fault; there are refuses, silent/],
    [['--fault', 'slow=0.1', '--fault', 'slow=5%'], /slow has a share already/],
  ] as const) {
    const { child, said } = await run(t, ...words)
    const [code] = await once(child, 'close')
    assert.notEqual(code, 0)
    assert.match(said.err, expected)
  }
})

test('simulate --help shows examples', async (t) => {
  const { child, said } = await run(t, '--help')
  const [code] = await once(child, 'close')
  assert.equal(code, 0)
  assert.match(said.out, /Examples:\n {2}hwctl simulate --nodes 1000/)
})

test('simulate spreads faults, and lists them', async (t) => {
  const listed = await run(t, '--fault', 'list')
  const [code] = await once(listed.child, 'close')
  assert.equal(code, 0)
  assert.match(listed.said.out, /^refuses +Connections are refused\.\n/)
  const { child, said } = await run(
    t,
    ...[
      '--nodes',
      '4',
      '--first-address',
      'auto',
      '--fault',
      'slow:50=75%',
      '--fault',
      'html=0.25',
      '--seed',
      '9',
    ],
  )
  while (!said.out.includes('\n')) await once(child.stdout, 'data')
  assert.match(said.out, /^4 simulated BMCs \(4 with a fault\) answer at /)
  child.kill('SIGTERM')
  await once(child, 'close')
})
