import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { SoakAgent } from './soak-agent.ts'
import { HwctlProcess } from './soak-processes.ts'

/** One of them alone, three in a pool. */
export const MEMBERS = { sn1: undefined, sn2: 'rack', sn3: 'rack', sn4: 'rack' } as const
export type MemberName = keyof typeof MEMBERS
const NAMES = Object.keys(MEMBERS) as MemberName[]

/** A broker with its agent, NATS and four service nodes, set up by the real commands, each in a process of its own. */
export class ServiceNodeSite {
  readonly home: string
  readonly agent: SoakAgent
  readonly #port: number
  readonly #members = new Map<MemberName, HwctlProcess>()
  #nats: ReturnType<typeof spawn> | undefined
  #log = ''

  private constructor(home: string, port: number) {
    this.home = home
    this.#port = port
    this.agent = new SoakAgent(home)
  }

  static async setUp(home: string): Promise<ServiceNodeSite> {
    const port = await freePort()
    const site = new ServiceNodeSite(home, port)
    const listening = ['--listen', '127.0.0.1', '--port', `${port}`]
    await site.hwctl('servicenodes', 'init', '--host', '127.0.0.1', ...listening)
    for (const name of NAMES) {
      const pool = MEMBERS[name]
      const { out } = await site.hwctl('servicenodes', 'add', name, ...(pool ? ['--pool', pool] : []))
      mkdirSync(join(home, name), { mode: 0o700 })
      writeFileSync(join(home, name, 'servicenode.join'), out, { mode: 0o600 })
    }
    await site.startNats()
    await Promise.all(NAMES.map((name) => site.startMember(name)))
    for (const name of NAMES) await site.hwctl('servicenodes', 'approve', name)
    await site.agent.start()
    return site
  }

  /** A command of the operator's that must succeed. */
  async hwctl(...words: readonly string[]) {
    const ended = await new HwctlProcess(this.home, ['hwctl', ...words]).ended()
    if (ended.code !== 0) throw new Error(`hwctl ${words.join(' ')}: ${ended.code}: ${ended.err}`)
    return ended
  }

  /** A command at the agent, as it runs. */
  begin(...words: readonly string[]): HwctlProcess {
    return new HwctlProcess(this.home, ['hwctl', ...words, '--agent', this.agent.socket])
  }

  async startNats(): Promise<void> {
    const conf = join(this.home, 'servicenodes/nats/nats-server.conf')
    const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` }
    const nats = spawn('nats-server', ['-c', conf], { env, stdio: ['ignore', 'ignore', 'pipe'] })
    this.#nats = nats
    for await (const text of nats.stderr) if (String(text).includes('Server is ready')) break
    nats.stderr.resume()
  }

  async killNats(): Promise<void> {
    const nats = this.#nats
    if (!nats || nats.exitCode !== null || nats.signalCode !== null) return
    const ended = once(nats, 'exit')
    nats.kill('SIGKILL')
    await ended
  }

  async startMember(name: MemberName): Promise<void> {
    const words = ['hwctl', 'agent', '--join', `tls://127.0.0.1:${this.#port}`]
    const member = new HwctlProcess(join(this.home, name), words, { HWCTL_THREADS: '1' })
    this.#members.set(name, member)
    await member.said('service node serves')
  }

  async endMember(name: MemberName, signal: 'SIGTERM' | 'SIGKILL'): Promise<readonly string[]> {
    const member = this.#members.get(name)
    if (!member) return []
    this.#members.delete(name)
    const died = member.child.exitCode !== null || member.child.signalCode !== null
    member.kill(signal)
    const { code, out, err } = await member.ended()
    this.#log += out + err
    const wrong = died || (signal === 'SIGTERM' && code !== 0)
    return wrong ? [`${name} ended with ${code}: ${err.slice(-2000)}`] : []
  }

  /** What service nodes that have ended had logged, and the agent's latest life. */
  get log(): string {
    return this.#log + this.agent.log
  }

  /** Everybody ends, service nodes first: their sessions are ended. Returns what was wrong with that. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<readonly string[]> {
    const members = await Promise.all(NAMES.map((name) => this.endMember(name, signal)))
    const agent = await this.agent.end(signal)
    await this.killNats()
    return [...members.flat(), ...agent]
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
