import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import type { TestContext } from 'node:test'
import { agentLog } from '../../src/agent/log.ts'
import { AgentServer, PATIENT } from '../../src/agent/server.ts'
import { FrameReader, frame } from '../../src/edges/xcat/frame.ts'
import { echo, fakeParse, fakeRunner, type Script } from './fake-runner.ts'

/** A folder that is gone after the test. */
export async function folder(t: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'agent-'))
  t.after(() => rm(path, { recursive: true, force: true }))
  return path
}

/** An agent in this process, with a fake runner. */
export async function startAgent(
  t: TestContext,
  script: Script = echo,
  { requestMs = 30_000, stopMs = 12_000 } = {},
) {
  const path = join(await folder(t), 'agent.sock')
  const logged: string[] = []
  const log = new Writable({
    write(chunk, _encoding, done) {
      logged.push(String(chunk))
      done()
    },
  })
  const parts = {
    runner: fakeRunner(script),
    parse: fakeParse,
    commands: () => ['rpower'],
    answer: () => STATUS,
    log: agentLog(log),
    defaults: { tls: 'pin', tlsLevel: 2 },
  } as const
  const patience = { ...PATIENT.patience, requestMs }
  const server = await AgentServer.listen(path, parts, { stopMs, patience, isUnconditional: false })
  t.after(() => server.close('the test is over'))
  return { path, server, logged }
}

const STATUS = {
  pid: process.pid,
  version: '0.0.0',
  startedAt: '2026-01-01T00:00:00.000Z',
  requestsServed: 0,
  requestsRunning: 0,
  sessions: 0,
}

/** A client that sends bytes and takes what comes. */
export class RawClient {
  readonly socket: Socket
  readonly #reader = new FrameReader(1 << 26)

  private constructor(socket: Socket) {
    this.socket = socket
  }

  static open(path: string): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = connect({ path, allowHalfOpen: true })
      socket.pause()
      socket.once('error', reject).once('connect', () => resolve(new RawClient(socket)))
    })
  }

  send(request: unknown): this {
    this.socket.write(frame(typeof request === 'string' ? request : JSON.stringify(request)))
    return this
  }

  /** Everything that comes, to the end of the stream; then this side hangs up too. */
  async replies(): Promise<Reply[]> {
    const bodies: string[] = []
    for await (const chunk of this.socket) bodies.push(...this.#reader.bodies(chunk))
    this.socket.destroy()
    return bodies.map((body) => JSON.parse(body))
  }

  hangUp(): void {
    this.socket.destroy()
  }
}

/** What a test looks at in a reply. */
export interface Reply {
  readonly type: string
  readonly msg?: { readonly type: string; readonly node?: string; readonly data: string }
  readonly event?: { readonly kind: string }
  readonly events?: readonly { readonly kind: string }[]
}

/** Replies as lines: `info n1: on`. */
export function lines(replies: readonly Reply[]): string[] {
  return replies.map(({ msg, type }) =>
    msg ? `${msg.type} ${msg.node ? `[${msg.node}] ` : ''}${msg.data}` : type,
  )
}

/** One request from beginning to end. */
export async function ask(path: string, request: unknown): Promise<Reply[]> {
  const client = await RawClient.open(path)
  return client.send(request).replies()
}

/** A request as xCAT sends it, for nodes of these names. */
export function requestFor(nodes: readonly string[], changes: object = {}) {
  const info = { bmc: '127.0.0.1', bmcip: '127.0.0.1', username: 'root', password: 's3cret-word' }
  return {
    module: 'openbmc',
    command: 'rpower',
    args: ['stat'],
    cwd: ['/'],
    nodes,
    nodeinfo: Object.fromEntries(nodes.map((node) => [node, info])),
    envs: { debugmode: 0 },
    ...changes,
  }
}
