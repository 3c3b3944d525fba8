import type { ErrorFacts } from '../core/errors.ts'
import type { Counts, RunEvent } from '../core/event.ts'
import { tooManyFailed } from '../core/failure-limit.ts'
import type { NodeInfo } from '../core/node.ts'
import type { Invocation, Runner, RunOptions } from '../core/runner.ts'
import { dispatch, type Resolved } from './dispatch.ts'
import { cutIntoWaves, nodesOf, type WavePlan } from './wave-plan.ts'

/** One wave as it begins; the first one is number 1. */
export interface Wave {
  readonly number: number
  readonly of: number
  readonly nodes: number
}

/** How a run goes in waves. */
export interface WaveOptions extends RunOptions {
  readonly plan: WavePlan
  began?(wave: Wave): void
}

/** `dispatch`, wave by wave where the operator wants waves or a limit on failures. */
export function dispatchInWaves(
  invocation: Invocation,
  resolved: Resolved,
  runnerOf: (node: NodeInfo) => Runner,
  { plan, began, ...options }: WaveOptions,
): AsyncIterable<RunEvent> {
  if (plan.sizes.length === 0 && !plan.maxFailures) return dispatch(invocation, resolved, runnerOf, options)
  const course = new Course(resolved, plan, options)
  const waves = cutIntoWaves(resolved.nodes, plan.sizes)
  return course.run(waves, (wave, number) => {
    if (waves.length > 1) began?.({ number, of: waves.length, nodes: wave.length })
    return dispatch(invocation, { nodes: wave, failures: [] }, runnerOf, course.options())
  })
}

/**
 * A run from wave to wave: the next one begins when every node of the last one has its outcome. Nodes that are not begun because too many
 * failed get a failure that says so. Without a limit on failures, a wave of which every node failed is the last.
 */
class Course {
  readonly #failures: Resolved['failures']
  readonly #limit: number | undefined
  readonly #options: RunOptions
  readonly #told = new Set<string>()
  #counts: Counts = { ok: 0, failed: 0, notRun: 0 }
  #lastWave: Counts | undefined

  constructor({ nodes, failures }: Resolved, { maxFailures }: WavePlan, options: RunOptions) {
    this.#failures = failures
    this.#limit = maxFailures && nodesOf(maxFailures, nodes.length, 'down')
    this.#options = options
  }

  /** How the next wave is to run. */
  options(): RunOptions {
    if (this.#limit === undefined) return this.#options
    return { ...this.#options, maxFailures: this.#limit - this.#counts.failed }
  }

  async *run(
    waves: readonly (readonly NodeInfo[])[],
    begin: (wave: readonly NodeInfo[], number: number) => AsyncIterable<RunEvent>,
  ): AsyncGenerator<RunEvent, void, undefined> {
    for (const { node, error } of this.#failures) yield { kind: 'failure', node, error }
    for (const [at, wave] of waves.entries()) {
      const why = this.#whyNoFurther()
      if (this.#counts.notRun > 0) this.#add({ ok: 0, failed: 0, notRun: wave.length })
      else if (why) yield* this.#leaveOut(wave, why)
      else yield* this.#news(begin(wave, at + 1))
    }
    const { ok, failed, notRun } = this.#counts
    yield { kind: 'done', counts: { ok, failed: failed + this.#failures.length, notRun } }
  }

  async *#news(events: AsyncIterable<RunEvent>): AsyncGenerator<RunEvent, void, undefined> {
    for await (const event of events) {
      if (event.kind === 'done') {
        this.#add(event.counts)
        this.#lastWave = event.counts
      } else if (!this.#isRepeated(event)) yield event
    }
  }

  *#leaveOut(wave: readonly NodeInfo[], error: ErrorFacts): Generator<RunEvent> {
    for (const { name } of wave) yield { kind: 'failure', node: name, error }
    this.#add({ ok: 0, failed: wave.length, notRun: 0 })
  }

  #whyNoFurther(): ErrorFacts | undefined {
    const { signal } = this.#options
    const cancelled = { kind: 'cancelled', reached: false } as const
    if (signal.aborted) return { ...cancelled, reason: String(signal.reason) }
    if (this.#limit !== undefined)
      return this.#counts.failed > this.#limit ? tooManyFailed().facts : undefined
    const { ok, failed } = this.#lastWave ?? { ok: 0, failed: 0 }
    if (ok > 0 || failed === 0) return undefined
    return { ...cancelled, reason: 'every node of the wave before failed' }
  }

  /** Each wave says anew what holds for the whole run, such as which file is read. */
  #isRepeated(event: RunEvent): boolean {
    if (event.kind !== 'note' || event.node !== undefined) return false
    const said = JSON.stringify(event.note)
    if (this.#told.has(said)) return true
    this.#told.add(said)
    return false
  }

  #add({ ok, failed, notRun }: Counts): void {
    const sum = this.#counts
    this.#counts = { ok: sum.ok + ok, failed: sum.failed + failed, notRun: sum.notRun + notRun }
  }
}
