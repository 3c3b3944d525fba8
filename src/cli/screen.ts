import type { Writable } from 'node:stream'
import type { View } from '../core/command.ts'
import type { RunEvent } from '../core/event.ts'
import { collateEdge } from '../edges/collate.ts'
import { jsonEdge } from '../edges/json.ts'
import { Progress } from '../edges/progress.ts'
import { type Line, textEdge } from '../edges/text.ts'
import { foldNames } from '../nodes/noderange/fold.ts'
import type { CliContext } from './context.ts'

/** What is to be shown, and how. */
export interface ScreenPlan {
  readonly form: 'text' | 'json' | 'collate'
  readonly view: View
  readonly server: string
  readonly total: number
}

/** Where a run is shown: lines on stdout and stderr, and a progress line where stderr is a terminal. */
export class Screen {
  readonly #lines: (event: RunEvent) => readonly Line[]
  readonly #context: CliContext
  readonly #progress: Progress | undefined

  constructor(context: CliContext, { form, view, server, total }: ScreenPlan) {
    const text = textEdge(view, server)
    this.#lines = form === 'json' ? jsonEdge : form === 'collate' ? collateEdge(text, foldNames) : text
    this.#context = context
    if (isTerminal(context.stderr))
      this.#progress = new Progress(total, (drawn) => context.stderr.write(drawn))
  }

  show(event: RunEvent): void {
    this.#progress?.see(event)
    const lines = this.#lines(event)
    if (lines.length === 0) return
    this.#progress?.clear()
    for (const { to, text } of lines) this.#context[to].write(`${text}\n`)
  }

  [Symbol.dispose](): void {
    this.#progress?.close()
  }
}

function isTerminal(stream: Writable): boolean {
  return 'isTTY' in stream && stream.isTTY === true
}
