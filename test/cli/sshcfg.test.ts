import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import ssh2 from 'ssh2'
import { simulated, Terminal } from './terminal.ts'

test('rspconfig sshcfg of the bundle gets as far as the port, where nobody listens', async (t) => {
  const [bmc] = (await simulated(t, { nodes: 1, protocol: 'openbmc' })).bmcs
  assert.ok(bmc)
  const terminal = new Terminal(t)
  await terminal.define(bmc, 'N')
  writeFileSync(join(terminal.home, 'k.pub'), ssh2.utils.generateKeyPairSync('ed25519').public)
  const { code, err } = await terminal.run('rspconfig', 'N', 'sshcfg', '--key', 'k.pub', '--ssh-port', '1')
  assert.equal(code, 1)
  assert.match(err, /: Error: Unable to connect to bmc [\d.]+ \(SSH, port 1: ECONNREFUSED\)\.\n$/)
})
