import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fleetAtHand } from './terminal.ts'

const PASSWORD = 'Tr1cky"\\pass/word ü'

/** The ways in which a password could be written by mistake. */
const DISGUISES = [
  PASSWORD,
  JSON.stringify(PASSWORD).slice(1, -1),
  encodeURIComponent(PASSWORD),
  Buffer.from(PASSWORD).toString('base64'),
  Buffer.from(`root:${PASSWORD}`).toString('base64'),
  'Tr1cky',
]

test('-V traces every request on stderr, and the password is nowhere', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 5, password: PASSWORD })
  const cookies = new Set<string>()
  const running = terminal.start('rpower', 'all', 'on', '--wait', '-V')
  await running.until((said) => said.includes('login'))
  const commandLine = readFileSync(`/proc/${running.child.pid}/cmdline`, 'utf8')
  const environment = readFileSync(`/proc/${running.child.pid}/environ`, 'utf8')
  for (const bmc of fleet.bmcs) for (const { token } of bmc.sessions.all) cookies.add(token)
  const { code, out, err } = await running.ended()
  assert.equal(code, 0, err)
  assert.match(err, /^sim0001: login POST https:\/\/127\.\S+\/login \{"data":\["root","\w+"\]\}$/m)
  assert.match(err, /^sim0001: login 200 OK$/m)
  assert.match(err, /^sim0003: logout /m)
  assert.match(err, /^sim0002: \S+ POST https:\/\/127\.\S+Sessions\/? \{.*"Password":"x+".*\}$/m)
  assert.match(err, /^sim0001: set_power_state PUT \S+RequestedHostTransition \{.*\}$/m)
  for (const secret of [...DISGUISES, ...cookies])
    for (const text of [out, err, commandLine, environment]) assert.ok(!text.includes(secret), secret)
})

test('a refused login does not show what was tried', async (t) => {
  const { fleet, terminal } = await fleetAtHand(t, { nodes: 5, password: PASSWORD })
  for (const bmc of fleet.bmcs) await bmc.set({ password: 'other' })
  for (const words of [['-V'], ['-V', '--json']]) {
    const { code, out, err } = await terminal.run('rpower', 'all', 'stat', ...words)
    assert.equal(code, 1)
    for (const secret of DISGUISES) assert.ok(!out.includes(secret) && !err.includes(secret), secret)
  }
})

test('what is stored does not have the password in clear', async (t) => {
  const { terminal } = await fleetAtHand(t, { nodes: 1, password: PASSWORD })
  const shown = await terminal.out('hwctl', 'nodes', 'show', 'all')
  const stored = await terminal.out('sh', '-c', 'rm nodes.yaml; cat $(find . -type f)')
  for (const secret of DISGUISES) assert.ok(!shown.includes(secret) && !stored.includes(secret), secret)
})
