import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arguments } from './arguments.ts'
import { growthProblems } from './flatness.ts'
import { Random } from './random.ts'
import { SoakAgent } from './soak-agent.ts'
import { mishap, randomWords } from './soak-chaos.ts'
import { commandProblems, eventsOf } from './soak-checks.ts'
import { typed } from './soak-command.ts'
import { SimulatorControl } from './soak-control.ts'
import { HwctlProcess } from './soak-processes.ts'
import { LeftSessions } from './soak-sessions.ts'

const PASSWORD = 'soak-S3cret'
/** In the last part of a soak the agent has one long life, and is looked at. */
const LONG_LIFE = 0.5
/** So many commands on the whole fleet make that life's memory settle. */
const WARM_UPS = 8

/** One soak, from the start of its simulator to its end. */
export class Soak implements AsyncDisposable {
  readonly #told: Arguments
  readonly #home: string
  readonly #simulator: HwctlProcess
  readonly #control: SimulatorControl
  readonly #agent: SoakAgent
  readonly #left: LeftSessions
  readonly #names: readonly string[]
  readonly #random: Random
  readonly #problems: string[] = []
  #commands = 0
  #interrupted = 0
  #kills = 0
  #stops = 0

  private constructor(told: Arguments, home: string, simulator: HwctlProcess) {
    this.#told = told
    this.#home = home
    this.#simulator = simulator
    this.#random = new Random(told.seed)
    this.#names = Array.from({ length: told.nodes }, (_, index) => `sim${String(index + 1).padStart(4, '0')}`)
    this.#control = new SimulatorControl(join(home, 'control.sock'))
    this.#agent = new SoakAgent(home)
    this.#left = new LeftSessions(this.#control, this.#names)
  }

  static async start(told: Arguments): Promise<Soak> {
    const home = await mkdtemp(join(tmpdir(), 'soak-'))
    const words = [
      '--nodes',
      `${told.nodes}`,
      '--first-address',
      'auto',
      '--password',
      PASSWORD,
      '--power-delay',
      '50',
    ]
    const files = [
      '--bmc-reboot',
      '500',
      '--write-nodes',
      'nodes.yaml',
      '--control',
      join(home, 'control.sock'),
    ]
    const simulator = new HwctlProcess(home, ['hwctl', 'simulate', ...words, ...files])
    await simulator.said('simulated BMCs')
    const applied = await new HwctlProcess(home, ['hwctl', 'nodes', 'apply', '-f', 'nodes.yaml']).ended()
    if (applied.code !== 0) throw new Error(applied.err)
    return new Soak(told, home, simulator)
  }

  get summary(): string {
    return `${this.#commands} commands, ${this.#interrupted} of them interrupted; the agent was killed ${this.#kills} times and stopped ${this.#stops} times.`
  }

  async run(): Promise<readonly string[]> {
    const began = performance.now()
    const lastsMs = this.#told.minutes * 60_000
    await this.#agent.start()
    while (performance.now() - began < lastsMs * (1 - LONG_LIFE)) await this.#round(true)
    await this.#restart('SIGTERM')
    this.#wrong(await this.#left.problems())
    await this.#left.forgive()
    for (let times = 0; times < WARM_UPS; times++) await this.#ask(this.#names, ['rpower', 'stat'], true)
    while (performance.now() - began < lastsMs) await this.#round(false)
    this.#wrong(growthProblems(this.#agent.samples, this.#names.length))
    await this.#cureAll()
    this.#wrong(await this.#agent.end('SIGTERM'))
    this.#wrong(await this.#left.problems())
    return this.#problems
  }

  /** Mishaps, then up to four commands at once on nodes of their own, then the checks. */
  async #round(mayEndAgent: boolean): Promise<void> {
    const random = this.#random
    for (const name of random.some(this.#names, 0.05)) await this.#control.change(name, mishap(random))
    const lanes = 1 + random.below(4)
    const shares = Array.from({ length: lanes }, (_, lane) =>
      this.#names.filter((_name, at) => at % lanes === lane),
    )
    const commands = shares.map((share) => this.#command(random.some(share, random.pick([0.05, 0.3, 1]))))
    if (mayEndAgent && random.chance(0.12)) await this.#killInTheMiddle(random.below(1500))
    await Promise.all(commands)
    if (mayEndAgent && random.chance(0.08)) await this.#restart('SIGTERM')
    this.#agent.sample()
  }

  async #command(nodes: readonly string[]): Promise<void> {
    if (nodes.length > 0) await this.#ask(nodes, randomWords(this.#random), this.#random.chance(0.8))
  }

  async #ask(
    nodes: readonly string[],
    asked: readonly [string, ...string[]],
    atAgent: boolean,
  ): Promise<void> {
    const where = atAgent ? ['--agent', this.#agent.socket] : ['--no-agent']
    const went = await typed(
      { home: this.#home, control: this.#control, random: this.#random },
      nodes,
      asked,
      where,
    )
    this.#commands += 1
    if (went.wasInterrupted) this.#interrupted += 1
    this.#left.wereTold(eventsOf(went.ended.out) ?? [])
    this.#wrong(commandProblems(went, PASSWORD))
  }

  async #killInTheMiddle(afterMs: number): Promise<void> {
    await sleep(afterMs)
    await this.#restart('SIGKILL')
  }

  async #restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#wrong(await this.#agent.end(signal))
    if (signal === 'SIGKILL') this.#kills += 1
    else this.#stops += 1
    await this.#left.agentEnded(signal === 'SIGKILL')
    await this.#agent.start()
  }

  async #cureAll(): Promise<void> {
    for (const name of this.#names) await this.#control.change(name, { fault: null, latencyMs: 0 })
    await sleep(1500) // a BMC that reboots is back
  }

  #wrong(problems: readonly string[]): void {
    for (const problem of problems) console.error(`command ${this.#commands}: ${problem.slice(0, 1000)}`)
    this.#problems.push(...problems)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.end('SIGKILL')
    this.#simulator.kill('SIGTERM')
    await this.#simulator.ended()
    await rm(this.#home, { recursive: true, force: true })
  }
}
