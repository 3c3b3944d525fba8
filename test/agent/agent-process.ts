import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'

/** An agent in a process of its own, whose log goes to stderr. */
export class AgentProcess {
  readonly child: ChildProcess
  readonly #log: string[] = []
  readonly #readers = new Set<() => void>()
  readonly #exit: Promise<unknown[]>

  constructor(t: TestContext, command: readonly [string, ...string[]], env: NodeJS.ProcessEnv = {}) {
    const [program, ...words] = command
    this.child = spawn(program, words, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, ...env },
    })
    this.#exit = once(this.child, 'close')
    t.after(() => this.child.kill('SIGKILL'))
    if (this.child.stderr)
      createInterface({ input: this.child.stderr }).on('line', (line) => {
        this.#log.push(line)
        for (const look of [...this.#readers]) look()
      })
  }

  /** Everything logged so far. */
  get log(): string {
    return this.#log.join('\n')
  }

  /** Resolves when that has been logged; rejects when the agent has ended without. */
  logged(text: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const look = () => {
      if (this.log.includes(text)) resolve()
    }
    this.#readers.add(look)
    look()
    this.#exit.then(() => reject(new Error(`the agent ended without ${text}: ${this.log}`)))
    return promise
  }

  /** The exit code. */
  async ended(): Promise<unknown> {
    const [code] = await this.#exit
    return code
  }
}

/** `hwctl agent` with a runner without BMCs. */
export function fakeAgent(t: TestContext, ...words: string[]): AgentProcess {
  return new AgentProcess(t, [process.execPath, join(import.meta.dirname, 'fake-agent.ts'), ...words])
}
