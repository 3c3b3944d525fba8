import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { agentLog } from '../src/agent/log.ts'
import { AgentServer } from '../src/agent/server.ts'
import { parse } from '../src/broker/parse.ts'
import { commandNames } from '../src/commands/registry.ts'
import { fakeRunner, type Script } from '../test/agent/fake-runner.ts'
import { descriptorsOf, healthyClient, hostileClient } from './agent-round.ts'
import { Random } from './random.ts'
import { orElse, untilTrue } from './watchdog.ts'

/** A client that sends half a request is told off so soon. */
const PATIENCE = { requestMs: 150, hangUpMs: 150 } as const
const AT_ONCE = 8
const PASSWORD = 's3cret-word'

/** What each op of power answers. */
const VALUES: Readonly<Record<string, unknown>> = {
  getState: { state: 'on', reported: {} },
  setState: { requested: 'on', forced: false },
  restart: { how: 'boot', restarted: true },
}

const STATUS = {
  pid: process.pid,
  version: '0',
  startedAt: '',
  requestsServed: 0,
  requestsRunning: 0,
  sessions: 0,
} as const

/** Every node is on, and does as it is told. */
const willing: Script = async function* willing(nodes, _options, { call }) {
  for (const { name } of nodes) yield { kind: 'result', node: name, value: VALUES[call.op] }
}

/**
 * One round of hostile clients against an agent in this process, eight at a time, with a healthy one beside each eight. Returns what
 * was wrong: a healthy client that was not served, something thrown that nobody caught, descriptors left open, a password in the log.
 */
export async function agentRound(seed: number, clients: number): Promise<readonly string[]> {
  const problems: string[] = []
  const thrown = (error: unknown) => problems.push(`nobody caught ${error}`)
  process.on('uncaughtException', thrown).on('unhandledRejection', thrown)
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-agent-'))
  try {
    const before = descriptorsOf('self')
    problems.push(...(await besieged(join(folder, 'agent.sock'), seed, clients)))
    if (!(await untilTrue(() => descriptorsOf('self') <= before)))
      problems.push(`${descriptorsOf('self') - before} descriptors are left open`)
  } finally {
    process.off('uncaughtException', thrown).off('unhandledRejection', thrown)
    await rm(folder, { recursive: true, force: true })
  }
  return problems.map((problem) => `agent's socket, seed ${seed}: ${problem}`)
}

async function besieged(path: string, seed: number, clients: number): Promise<readonly string[]> {
  const problems: string[] = []
  const logged: string[] = []
  const log = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk))
      done()
    },
  })
  const defaults = { tls: 'pin', tlsLevel: 2 } as const
  const runner = fakeRunner(willing)
  const answer = () => STATUS
  const parts = { runner, parse, commands: commandNames, log: agentLog(log), defaults, answer }
  const options = { patience: PATIENCE, stopMs: 500, isUnconditional: false }
  const server = await AgentServer.listen(path, parts, options)
  for (let first = 0; first < clients && problems.length === 0; first += AT_ONCE) {
    const beside = `beside clients ${first} to ${first + AT_ONCE - 1}`
    const hostile = Array.from({ length: AT_ONCE }, (_, index) =>
      hostileClient(path, new Random(seed, first + index)),
    )
    const name = `n${first}`
    const replies = await orElse(healthyClient(path, name), 'nothing')
    if (!replies.includes(`${name}: on`)) problems.push(`${beside} a healthy one was told ${replies}`)
    const ended = await orElse(Promise.all(hostile), 'not ended')
    if (ended === 'not ended') problems.push(`${beside} a connection is never closed`)
  }
  await server.close('the round is over')
  if (logged.some((line) => line.includes(PASSWORD))) problems.push('a password is in the log')
  if (logged.some((line) => line.includes('"kind":"internal"')))
    problems.push(`a defect: ${logged.find((line) => line.includes('internal'))}`)
  return problems
}
