import { join } from 'node:path'
import { type Sample, STEADY, sampleOf } from './flatness.ts'
import { HwctlProcess } from './soak-processes.ts'

const LISTENS = 'agent listens'

/** The agent of a soak: ended and killed at random, and started again. */
export class SoakAgent {
  readonly socket: string
  readonly #home: string
  #process: HwctlProcess | undefined
  #samples: Sample[] = []
  #log = ''

  constructor(home: string) {
    this.#home = home
    this.socket = join(home, 'soak.sock')
  }

  async start(): Promise<void> {
    const words = ['hwctl', 'agent', '--standalone', '--sock', this.socket]
    this.#process = new HwctlProcess(this.#home, words, STEADY)
    this.#samples = []
    await this.#process.said(LISTENS)
    this.sample()
  }

  /** What it held at the start of this life, and after each round. */
  get samples(): readonly Sample[] {
    return this.#samples
  }

  /** What its latest life logged, once it has ended. */
  get log(): string {
    return this.#log
  }

  sample(): void {
    const pid = this.#process?.child.pid
    if (pid !== undefined) this.#samples.push(sampleOf(pid))
    this.#process?.forget()
  }

  /** Ends it as that signal does, and waits for its end. Returns what was wrong with it. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<readonly string[]> {
    const ending = this.#process
    if (!ending) return []
    const died = ending.child.exitCode !== null || ending.child.signalCode !== null
    ending.kill(signal)
    const { code, out, err } = await ending.ended()
    this.#log = out + err
    this.#process = undefined
    if (died) return [`the agent died by itself: ${err.slice(-2000)}`]
    return signal === 'SIGTERM' && code !== 0 ? [`the agent ended with ${code}: ${err.slice(-2000)}`] : []
  }
}
