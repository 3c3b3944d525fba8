import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

const HWCTL = resolve(import.meta.dirname, '../src/bin/hwctl.ts')

/** How a command ended, and everything it said. */
export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

/** A process of hwctl, its output kept. */
export class HwctlProcess {
  readonly child: ChildProcess
  readonly #closed: Promise<unknown>
  #out = ''
  #err = ''

  constructor(home: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [HWCTL, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env, HWCTL_HOME: home },
      cwd: home,
    })
    this.#closed = once(this.child, 'close')
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text
    })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#err += text
    })
  }

  /** Resolves when it has said that, on stdout or stderr. @throws Error when it ends before */
  async said(text: string): Promise<void> {
    const ended = this.#closed.then(() => Promise.reject(new Error(`it only said: ${this.#out}${this.#err}`)))
    const { promise, resolve: heard } = Promise.withResolvers<void>()
    const look = () => {
      if ((this.#out + this.#err).includes(text)) heard()
    }
    this.child.stdout?.on('data', look)
    this.child.stderr?.on('data', look)
    look()
    await Promise.race([promise, ended])
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }

  /** A long run's output is not kept. */
  forget(): void {
    this.#out = ''
    this.#err = ''
  }

  async ended(): Promise<Ended> {
    await this.#closed
    return { code: this.child.exitCode, signal: this.child.signalCode, out: this.#out, err: this.#err }
  }
}
