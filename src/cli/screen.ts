import type { Writable } from 'node:stream'
import type { View } from '../core/command.ts'
import type { RunEvent } from '../core/event.ts'
import { collateEdge } from '../edges/collate.ts'
import { jsonEdge } from '../edges/json.ts'
import { Progress } from '../edges/progress.ts'
import { type Line, textEdge } from '../edges/text.ts'
import { WorkDisplay, WorkLog } from '../edges/work-display.ts'
import { WorkPicture } from '../edges/work-picture.ts'
import { foldNames } from '../nodes/noderange/fold.ts'
import type { CliContext } from './context.ts'

/** What is to be shown, and how. */
export interface ScreenPlan {
  readonly form: 'text' | 'json' | 'collate'
  readonly view: View
  readonly server: string
  readonly total: number
  /** What long work is called; it is shown phase by phase. */
  readonly work?: string
}

/** Where a run is shown: lines on stdout and stderr, and a progress line where stderr is a terminal. */
export class Screen {
  readonly #lines: (event: RunEvent) => readonly Line[]
  readonly #context: CliContext
  readonly #progress: Progress | WorkDisplay | WorkLog | undefined

  constructor(context: CliContext, plan: ScreenPlan) {
    const { form, view, server } = plan
    const text = textEdge(view, server)
    this.#lines = form === 'json' ? jsonEdge : form === 'collate' ? collateEdge(text, foldNames) : text
    this.#context = context
    this.#progress = progressOf(context, plan)
  }

  show(event: RunEvent): void {
    this.#progress?.see(event)
    const lines = this.#lines(event)
    if (lines.length === 0) return
    this.#progress?.clear()
    for (const { to, text } of lines) this.#context[to].write(`${text}\n`)
  }

  /** A line that is about the run and is no answer. */
  say(text: string): void {
    this.#progress?.clear()
    this.#context.stderr.write(`${text}\n`)
  }

  [Symbol.dispose](): void {
    this.#progress?.close()
  }
}

function progressOf({ stderr }: CliContext, { form, total, work }: ScreenPlan) {
  const write = (text: string) => stderr.write(text)
  if (work === undefined) return isTerminal(stderr) ? new Progress(total, write) : undefined
  const picture = new WorkPicture({ title: work, total, nowMs: performance.now() })
  if (isTerminal(stderr)) return new WorkDisplay(picture, { write, size: () => sizeOf(stderr) })
  return form === 'json' ? undefined : new WorkLog(picture, write)
}

function sizeOf(stream: Writable) {
  const number = (name: 'columns' | 'rows', fallback: number) =>
    Number((stream as Partial<Record<typeof name, number>>)[name]) || fallback
  return { columns: number('columns', 80), rows: number('rows', 24) }
}

function isTerminal(stream: Writable): boolean {
  return 'isTTY' in stream && stream.isTTY === true
}
