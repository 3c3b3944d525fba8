import type { RunEvent } from '../core/event.ts'
import type { WorkPicture } from './work-picture.ts'

/** How often, in milliseconds, the display is drawn anew. */
const DRAW_MS = 500

/** How often, in milliseconds, a log is told how it stands. */
const LOG_MS = 60_000

/** A terminal, as far as a display needs it. */
export interface DisplayTerminal {
  write(text: string): void
  /** Its size now. */
  size(): { readonly columns: number; readonly rows: number }
}

/** Long work on a terminal: a few lines that are redrawn in place, below what has been said. */
export class WorkDisplay {
  readonly #picture: WorkPicture
  readonly #terminal: DisplayTerminal
  readonly #timer: NodeJS.Timeout
  #drawn = 0

  constructor(picture: WorkPicture, terminal: DisplayTerminal) {
    this.#picture = picture
    this.#terminal = terminal
    this.#timer = setInterval(() => this.draw(), DRAW_MS)
    this.#timer.unref()
  }

  see(event: RunEvent): void {
    this.#picture.see(event, performance.now())
  }

  /** Takes the lines away, so that something can be said in their place. */
  clear(): void {
    if (this.#drawn > 0) this.#terminal.write(wiped(this.#drawn))
    this.#drawn = 0
  }

  draw(): void {
    const lines = this.#picture.lines(performance.now(), this.#terminal.size())
    const before = this.#drawn > 0 ? wiped(this.#drawn) : ''
    this.#terminal.write(before + lines.join('\n'))
    this.#drawn = lines.length
  }

  close(): void {
    clearInterval(this.#timer)
    this.clear()
  }
}

/** Back to the first of so many lines, and everything from there on gone (ECMA-48: CPL, ED). */
function wiped(lines: number): string {
  return `${lines > 1 ? `\x1b[${lines - 1}A` : ''}\r\x1b[J`
}

/** Long work where nothing can be redrawn: a plain line each minute. */
export class WorkLog {
  readonly #picture: WorkPicture
  readonly #timer: NodeJS.Timeout

  constructor(picture: WorkPicture, write: (line: string) => void) {
    this.#picture = picture
    this.#timer = setInterval(() => write(`${picture.line(performance.now())}\n`), LOG_MS)
    this.#timer.unref()
  }

  see(event: RunEvent): void {
    this.#picture.see(event, performance.now())
  }

  clear(): void {}

  close(): void {
    clearInterval(this.#timer)
  }
}
