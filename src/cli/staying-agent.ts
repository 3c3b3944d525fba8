import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { askAgent } from '../agent/ask-agent.ts'
import { isAnswering } from '../agent/socket-path.ts'
import { HwctlError } from '../core/errors.ts'
import { BUILD } from './version.ts'

/** How long, in milliseconds, an agent that a command line started stays with nobody to serve. */
export const STAY_MS = 10 * 60_000

/**
 * V8's young generation is kept at 24 MB, and glibc's heaps at two: what events leave behind is collected as fast, and an agent
 * through which a hundred thousand large answers pass stays 90 MB smaller.
 */
const SMALL = ['--max-semi-space-size=8']
const FEW_HEAPS = { MALLOC_ARENA_MAX: '2' }

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

/** How often one is started before it is given up: what ended the first may have passed. */
const ATTEMPTS = 2

/**
 * The socket of the agent that stays; one is started when none answers.
 * @throws HwctlError `internal` where none can be started, with the last words of the one that ended
 */
export async function stayingAgent(home: string, env: NodeJS.ProcessEnv): Promise<string> {
  const socket = stayingSocket(home)
  if (await isAnswering(socket)) return socket
  const log = join(home, 'agent.log')
  let ending = ''
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const ended = await startedAgent(log, env)
    // Two command lines may start one at the same time: the second agent ends, the first one answers.
    if (ended === undefined || (await isAnswering(socket))) return socket
    ending = ended
  }
  throw new HwctlError({
    kind: 'internal',
    message: `no agent could be started (${ending}); more may be in ${log}.`,
  })
}

/** Starts an agent. Returns undefined when it listens, or how it ended; whatever it says goes into the log. */
async function startedAgent(log: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const words = ['hwctl', 'agent', '--stay', '--log', log]
  const complaints = openSync(log, 'a', 0o600)
  const before = fstatSync(complaints).size
  try {
    const child = spawn(process.execPath, [...SMALL, process.argv[1] ?? '', ...words], {
      detached: true,
      stdio: ['ignore', 'pipe', complaints],
      env: { ...FEW_HEAPS, ...env },
      cwd: '/',
    })
    const ended = once(child, 'exit').then(
      ([code, signal]) => `it ended with ${signal ?? `exit code ${code}`}`,
    )
    const listens = child.stdout ? once(child.stdout, 'data').then(() => undefined) : ended
    const how = await Promise.race([listens, ended])
    child.stdout?.destroy()
    child.unref()
    return how === undefined ? undefined : `${how}${lastWords(readFileSync(log).subarray(before).toString())}`
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown)
  } finally {
    closeSync(complaints)
  }
}

/** What a process that ended said of it: its error, or its last line. */
function lastWords(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('{'))
  const said = lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1)
  return said === undefined ? '' : `: ${said.trim()}`
}
