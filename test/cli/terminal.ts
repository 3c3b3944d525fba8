import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { TestContext } from 'node:test'
import type { RunEvent } from '../../src/core/event.ts'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import type { Service } from '../../src/simulator/exchange.ts'
import type { Fleet } from '../../src/simulator/fleet.ts'
import type { FleetOptions } from '../../src/simulator/fleet-options.ts'
import { nodesFile } from '../../src/simulator/nodes-file.ts'
import { temporaryFolder } from '../nodes/temporary-store.ts'
import { startFleet } from '../simulator/fleet.ts'

const BIN = resolve(import.meta.dirname, '../../bin')

/** How a command ended, and everything it said. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A command that runs in a process of its own. */
export class Running {
  readonly child: ChildProcess
  readonly #closed: Promise<unknown>
  #out = ''
  #err = ''
  #look = () => {}

  constructor(child: ChildProcess) {
    this.child = child
    this.#closed = once(child, 'close')
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text
      this.#look()
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#err += text
      this.#look()
    })
  }

  /** Resolves when everything said so far, on stdout and on stderr, passes; rejects when it ends before. */
  async until(passes: (said: string) => boolean): Promise<void> {
    const said = Promise.withResolvers<void>()
    this.#look = () => {
      if (passes(this.#out + this.#err)) said.resolve()
    }
    this.#look()
    const ended = this.#closed.then(() => Promise.reject(new Error(`It only said: ${this.#out}${this.#err}`)))
    await Promise.race([said.promise, ended])
  }

  async ended(): Promise<Ended> {
    await this.#closed
    return { code: this.child.exitCode, out: this.#out, err: this.#err }
  }
}

/** An operator at a terminal, with a home folder of his own. */
export class Terminal {
  readonly home: string
  readonly #t: TestContext
  readonly #agent: string

  /** @param agent HWCTL_AGENT; empty for the agent that stays, which the test has to stop */
  constructor(t: TestContext, agent = 'none') {
    this.#t = t
    this.#agent = agent
    this.home = temporaryFolder(t)
  }

  /** The surroundings of every command that is started here. */
  get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      HWCTL_AGENT: this.#agent,
      HWCTL_HOME: this.home,
      PATH: `${BIN}:${process.env.PATH ?? ''}`,
    }
  }

  /** Starts a command of `bin/`, or any other program. */
  start(program: string, ...words: readonly string[]): Running {
    return this.startWith({}, program, ...words)
  }

  /** Starts it with some of the surroundings changed. */
  startWith(env: NodeJS.ProcessEnv, program: string, ...words: readonly string[]): Running {
    const child = spawn(program, words, {
      env: { ...this.env, ...env },
      cwd: this.home,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#t.after(() => child.kill('SIGKILL'))
    return new Running(child)
  }

  run(program: string, ...words: readonly string[]): Promise<Ended> {
    return this.start(program, ...words).ended()
  }

  /** Runs a command that must succeed, and returns what it printed. */
  async out(program: string, ...words: readonly string[]): Promise<string> {
    const { code, out, err } = await this.run(program, ...words)
    if (code !== 0) throw new Error(`${[program, ...words].join(' ')}: exit code ${code}\n${err}`)
    return out
  }

  /** Defines the node of a simulated BMC as an operator would. */
  async define(bmc: SimulatedBmc, name: string = bmc.name, ...attributes: readonly string[]): Promise<void> {
    await this.out('hwctl', 'nodes', 'add', name, ...attributesOf(bmc, attributes))
  }
}

/** Attributes of a BMC's node; later ones win. */
function attributesOf(bmc: SimulatedBmc, over: readonly string[]): readonly string[] {
  const { address, port, protocol, username, password } = bmc
  const usual = { bmc: address, port, protocol, username, password }
  const written = Object.entries(usual).map(([key, value]) => `${key}=${value}`)
  const overridden = new Set(over.map((word) => word.split('=')[0]))
  return [...written.filter((word) => !overridden.has(word.split('=')[0])), ...over]
}

/** Simulated BMCs that go away when the test ends; they answer what their model says, or what the test says. */
export async function simulated(t: TestContext, options: FleetOptions, answer?: Service): Promise<Fleet> {
  const fleet = await startFleet(options, answer)
  t.after(() => fleet.close())
  return fleet
}

/** A terminal with the nodes of a simulated fleet defined: `sim0001` and on, in the group `sim`. */
export async function fleetAtHand(t: TestContext, options: FleetOptions) {
  const fleet = await simulated(t, options)
  const terminal = new Terminal(t)
  writeFileSync(join(terminal.home, 'nodes.yaml'), nodesFile(fleet.bmcs))
  await terminal.out('hwctl', 'nodes', 'apply', '-f', 'nodes.yaml')
  return { fleet, terminal }
}

/** The lines of a text, which ends in a newline. */
export function linesOf(text: string): readonly string[] {
  return text.split('\n').slice(0, -1)
}

/** What `--json` printed. */
export function eventsOf(out: string): readonly RunEvent[] {
  return linesOf(out).map((line) => JSON.parse(line))
}
