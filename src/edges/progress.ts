import type { RunEvent } from '../core/event.ts'

/** Runs shorter than this, in milliseconds, show no progress. */
const QUIET_MS = 2000

/** The line `312 of 512 nodes, 3 failed`, redrawn in place on a terminal while a run goes on. */
export class Progress {
  readonly #total: number
  readonly #write: (text: string) => void
  readonly #timer: NodeJS.Timeout
  readonly #began = performance.now()
  #ok = 0
  #failed = 0
  #drawn = false

  constructor(total: number, write: (text: string) => void) {
    this.#total = total
    this.#write = write
    this.#timer = setInterval(() => this.#draw(), 500)
    this.#timer.unref()
  }

  /** Takes the line away, so that an answer can be written in its place. */
  clear(): void {
    if (this.#drawn) this.#write('\r\x1b[K')
    this.#drawn = false
  }

  see(event: RunEvent): void {
    if (event.kind === 'result') this.#ok += 1
    if (event.kind === 'failure' && event.node !== undefined) this.#failed += 1
  }

  close(): void {
    clearInterval(this.#timer)
    this.clear()
  }

  #draw(): void {
    if (performance.now() - this.#began < QUIET_MS) return
    const failed = this.#failed > 0 ? `, ${this.#failed} failed` : ''
    this.#write(`\r\x1b[K${this.#ok + this.#failed} of ${this.#total} nodes${failed}`)
    this.#drawn = true
  }
}
