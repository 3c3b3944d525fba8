import type { Progress, RunEvent } from '../core/event.ts'
import type { NodeName } from '../core/node.ts'
import { printable } from './printable.ts'

/** A node that is being worked on. */
interface Underway {
  readonly beganMs: number
  progress: Progress | undefined
}

/** How long work on many nodes stands, as text; times are those of `performance.now()`, in milliseconds. */
export class WorkPicture {
  readonly #title: string
  readonly #total: number
  readonly #beganMs: number
  readonly #underway = new Map<NodeName, Underway>()
  #done = 0
  #failed = 0
  /** Of nodes that were seen from their first news to their outcome. */
  #timed = { nodes: 0, ms: 0 }

  constructor({
    title,
    total,
    nowMs,
  }: { readonly title: string; readonly total: number; readonly nowMs: number }) {
    this.#title = title
    this.#total = total
    this.#beganMs = nowMs
  }

  see(event: RunEvent, nowMs: number): void {
    if (!('node' in event) || event.node === undefined) return
    if (event.kind === 'result' || event.kind === 'failure') this.#end(event.node, event.kind, nowMs)
    else this.#goOn(event.node, event, nowMs)
  }

  #goOn(node: NodeName, event: RunEvent, nowMs: number): void {
    const underway = this.#underway.get(node) ?? { beganMs: nowMs, progress: undefined }
    this.#underway.set(node, underway)
    if (event.kind === 'progress') underway.progress = event.progress
  }

  #end(node: NodeName, kind: 'result' | 'failure', nowMs: number): void {
    const underway = this.#underway.get(node)
    this.#underway.delete(node)
    if (kind === 'failure') this.#failed += 1
    else this.#done += 1
    if (!underway || kind === 'failure') return
    this.#timed = { nodes: this.#timed.nodes + 1, ms: this.#timed.ms + nowMs - underway.beganMs }
  }

  /** All of it in one line. */
  line(nowMs: number): string {
    const waiting = this.#total - this.#done - this.#failed - this.#underway.size
    const left = this.#leftMs(waiting, nowMs)
    return printable(
      `${this.#title}: ${this.#done} of ${this.#total} done, ${this.#failed} failed; ` +
        `${clockText(nowMs - this.#beganMs)} gone${left === undefined ? '' : `, about ${roughText(left)} left`}; ` +
        `${this.#underway.size} in work, ${waiting} waiting`,
    )
  }

  /** The line, and one for each phase that nodes are in; none is wider than `columns`. */
  lines(
    nowMs: number,
    { columns, rows }: { readonly columns: number; readonly rows: number },
  ): readonly string[] {
    const phases = Map.groupBy(this.#underway.values(), ({ progress }) => progress?.phase ?? 'begun')
    const width = Math.max(...Array.from(phases.keys(), (phase) => phase.length), 0)
    const table = Array.from(phases, ([phase, nodes]) => {
      const count = `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'}`
      return printable(`  ${phase.padEnd(width)}  ${count.padStart(11)}  ${amount(nodes)}`.trimEnd())
    })
    return [this.line(nowMs), ...table]
      .slice(0, Math.max(rows - 1, 1))
      .map((line) => line.slice(0, columns - 1))
  }

  /** From how long nodes took so far: what those in work have left, and the waiting ones in as many at once as now. */
  #leftMs(waiting: number, nowMs: number): number | undefined {
    const { nodes, ms } = this.#timed
    const { size } = this.#underway
    if (nodes === 0 || size === 0) return undefined
    const each = ms / nodes
    const inWork = Array.from(this.#underway.values(), ({ beganMs }) => Math.max(each - (nowMs - beganMs), 0))
    return Math.max(...inWork) + each * (waiting / size)
  }
}

/** How much of a phase is behind these nodes: bytes added up, per cents on average; empty where nobody tells. */
function amount(nodes: readonly Underway[]): string {
  const told = nodes.flatMap(({ progress }) => (progress?.done === undefined ? [] : [progress]))
  const bytes = told.filter(({ unit }) => unit === 'bytes')
  if (bytes.length > 0) {
    const done = sum(bytes.map(({ done = 0 }) => done))
    const total = sum(bytes.map(({ total = 0 }) => total))
    if (total === 0) return bytesText(done)
    return `${percentText(done / total)}  ${bytesText(done)} of ${bytesText(total)}`
  }
  const percents = told
    .filter(({ unit }) => unit === 'percent')
    .map(({ done = 0, total = 100 }) => done / total)
  return percents.length === 0 ? '' : percentText(sum(percents) / percents.length)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}

/** Rounded down: what is not all done never reads as 100 %. */
function percentText(share: number): string {
  return `${Math.floor(share * 100)} %`.padStart(5)
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Bytes to three digits, in powers of 1000: `3.14 GB`. */
export function bytesText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1)
  const value = bytes / 1000 ** power
  const text =
    power === 0 || value >= 100 ? String(Math.floor(value)) : value.toPrecision(value >= 10 ? 3 : 2)
  return `${text} ${UNITS[power] ?? ''}`
}

/** `4:05`, or `1:04:05`. */
export function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  const two = (number: number) => String(number).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** As much as an estimate is good for: `40 s`, `18 min`, `2.5 h`. */
export function roughText(ms: number): string {
  if (ms < 90_000) return `${Math.max(Math.ceil(ms / 10_000), 1) * 10} s`
  if (ms < 90 * 60_000) return `${Math.ceil(ms / 60_000)} min`
  return `${(Math.ceil(ms / 360_000) / 10).toFixed(1)} h`
}
