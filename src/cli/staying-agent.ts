import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { askAgent } from '../agent/ask-agent.ts'
import { isAnswering } from '../agent/socket-path.ts'
import { HwctlError } from '../core/errors.ts'
import { BUILD } from './version.ts'

/** How long, in milliseconds, an agent that a command line started stays with nobody to serve. */
export const STAY_MS = 10 * 60_000

/**
 * V8's young generation is kept at 48 MB: what events leave behind is collected as fast, and an agent through which a hundred
 * thousand large answers pass stays 100 MB smaller.
 */
const SMALL = ['--max-semi-space-size=16']

/** Sockets of staying agents; each build has its own, so that a newer command line never meets an older agent. */
const SOCKET = /^agent-[\w.-]+\.sock$/

/** Where the agent of this user and this build listens: in the home folder, which is this user's alone. */
export function stayingSocket(home: string): string {
  return join(home, `agent-${BUILD}.sock`)
}

/** Sockets of the agents of other builds. */
export function otherSockets(home: string): readonly string[] {
  return readdirSync(home)
    .filter((name) => SOCKET.test(name) && join(home, name) !== stayingSocket(home))
    .map((name) => join(home, name))
}

/** The agents of other builds take no more requests, finish what they do, and end. */
export async function retireOthers(home: string): Promise<void> {
  await Promise.all(otherSockets(home).map((socket) => askAgent(socket, 'retire')))
}

/**
 * The socket of the agent that stays; one is started when none answers.
 * @throws HwctlError `internal` where none can be started
 */
export async function stayingAgent(home: string, env: NodeJS.ProcessEnv): Promise<string> {
  const socket = stayingSocket(home)
  if (await isAnswering(socket)) return socket
  const entry = process.argv[1] ?? ''
  const words = ['hwctl', 'agent', '--stay', '--log', join(home, 'agent.log')]
  const child = spawn(process.execPath, [...SMALL, entry, ...words], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env,
    cwd: '/',
  })
  const ended = once(child, 'exit').then(() => false)
  const began = await Promise.race([once(child.stdout, 'data').then(() => true), ended])
  child.stdout.destroy()
  child.unref()
  // Two command lines may start one at the same time: the second agent ends, the first one answers.
  if (began || (await isAnswering(socket))) return socket
  throw new HwctlError({
    kind: 'internal',
    message: `no agent could be started; ${join(home, 'agent.log')} says why`,
  })
}
