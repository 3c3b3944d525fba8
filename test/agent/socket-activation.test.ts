import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { askAgent } from '../../src/agent/ask-agent.ts'
import { AgentProcess } from './agent-process.ts'
import { folder } from './fixture.ts'

const ACTIVATE = resolve(import.meta.dirname, 'socket_activation.py')
const HWCTL = resolve(import.meta.dirname, '../../src/bin/hwctl.ts')

test('an agent takes the socket that systemd hands over, and leaves it there', async (t) => {
  const home = await folder(t)
  const path = join(home, 'agent.sock')
  const words = [process.execPath, HWCTL, 'hwctl', 'agent', '--standalone', '--sock', path]
  const agent = new AgentProcess(t, ['python3', ACTIVATE, path, ...words], { HWCTL_HOME: home })
  await agent.logged('agent listens')
  assert.equal((await askAgent(path, 'status'))?.pid, agent.child.pid)
  agent.child.kill('SIGTERM')
  assert.equal(await agent.ended(), 0)
  assert.equal(existsSync(path), true)
})
