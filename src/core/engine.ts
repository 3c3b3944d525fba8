import type { Call } from './capability.ts'
import { Channel } from './channel.ts'
import { type ErrorFacts, factsOf, HwctlError } from './errors.ts'
import type { NodeStatus, Progress, RunEvent } from './event.ts'
import { type ErasedSteps, type Executor, type Outcome, type RunScope, unsupported } from './lifecycle.ts'
import type { NodeInfo, ProtocolName } from './node.ts'
import type { RunOptions } from './runner.ts'

export type Emit = (event: RunEvent) => void

/** A BMC to work with, for the time of one node's `run` step. */
export interface Lease {
  readonly bmc: unknown
  /** Gives the BMC back: its session is ended, or kept for the next one. Never rejects. */
  release(): Promise<void>
}

/** What the engine needs from the outside: how to reach BMCs, and who does what over which protocol. */
export interface EngineParts {
  /** Which protocol a node's BMC speaks; asks the BMC where nobody knows yet. */
  protocolOf(node: NodeInfo, emit: Emit, options: RunOptions): Promise<ProtocolName>
  lease(node: NodeInfo, protocol: ProtocolName, emit: Emit, options: RunOptions): Promise<Lease>
  executor(protocol: ProtocolName, capability: string): Promise<Executor>
}

/** Runs one call on many nodes, bounded, in parallel. Never rejects: whatever goes wrong is an event, and `done` is the last. */
export function runCall(
  parts: EngineParts,
  call: Call,
  nodes: readonly NodeInfo[],
  options: RunOptions,
): AsyncIterable<RunEvent> {
  const events = new Channel<RunEvent>()
  const run = new Run(parts, call, nodes, options, (event) => events.push(event))
  run.all().then(
    () => events.close(),
    (thrown: unknown) => {
      events.push({ kind: 'failure', error: factsOf(thrown) })
      events.push({ kind: 'done', counts: run.counts() })
      events.close()
    },
  )
  return events
}

/** Why a node is not begun after so many others failed. */
export function tooManyFailed(): HwctlError {
  return new HwctlError({
    kind: 'cancelled',
    reason: 'too many nodes failed (--max-failures)',
    reached: false,
  })
}

/** One protocol's share of a run: its steps, what `pre` made, and the outcomes so far. */
interface Share {
  readonly steps: ErasedSteps | typeof unsupported
  readonly prepared: unknown
  readonly outcomes: Outcome[]
}

/** One run, from its first step to its last. */
class Run {
  readonly #shares = new Map<ProtocolName, Promise<Share | undefined>>()
  readonly #parts: EngineParts
  readonly #call: Call
  readonly #nodes: readonly NodeInfo[]
  readonly #options: RunOptions
  readonly #emit: Emit
  readonly #scope: RunScope
  #ok = 0
  #failed = 0
  #broken = false

  constructor(parts: EngineParts, call: Call, nodes: readonly NodeInfo[], options: RunOptions, emit: Emit) {
    this.#parts = parts
    this.#call = call
    this.#nodes = nodes
    this.#options = options
    this.#emit = emit
    this.#scope = {
      nodes: nodes.map((node) => node.name),
      cwd: options.cwd,
      signal: options.signal,
      note: (note) => emit({ kind: 'note', note }),
    }
  }

  counts() {
    return { ok: this.#ok, failed: this.#failed, notRun: this.#nodes.length - this.#ok - this.#failed }
  }

  async all(): Promise<void> {
    await this.#prepareKnownProtocols()
    if (!this.#broken) await this.#everyNode()
    if (!this.#broken) await this.#post()
    this.#emit({ kind: 'done', counts: this.counts() })
  }

  /** What is wrong with the request is found before the first BMC is asked. */
  async #prepareKnownProtocols(): Promise<void> {
    for (const protocol of new Set(this.#nodes.map((node) => node.protocol)))
      if (protocol !== 'auto' && !this.#broken) await this.#share(protocol)
  }

  /** Validates and prepares once per protocol; undefined when that ended the run. */
  #share(protocol: ProtocolName): Promise<Share | undefined> {
    let share = this.#shares.get(protocol)
    if (!share) {
      share = this.#prepare(protocol).catch((thrown: unknown) => this.#breakOff(thrown))
      this.#shares.set(protocol, share)
    }
    return share
  }

  #breakOff(thrown: unknown): undefined {
    this.#broken = true
    this.#emit({ kind: 'failure', error: factsOf(thrown) })
  }

  async #prepare(protocol: ProtocolName): Promise<Share> {
    const { capability, op, input } = this.#call
    const executor = await this.#parts.executor(protocol, capability)
    const steps = executor.ops[op] ?? unsupported
    if (steps === unsupported) return { steps, prepared: undefined, outcomes: [] }
    await steps.validate?.(input, this.#scope)
    return { steps, prepared: await steps.pre?.(input, this.#scope), outcomes: [] }
  }

  async #everyNode(): Promise<void> {
    let next = 0
    const worker = async () => {
      for (let node = this.#nodes[next++]; node && !this.#broken; node = this.#nodes[next++])
        await this.#oneNode(node)
    }
    await Promise.all(Array.from({ length: Math.min(this.#options.fanout, this.#nodes.length) }, worker))
  }

  async #oneNode(node: NodeInfo): Promise<void> {
    let share: Share | undefined
    let lease: Lease | undefined
    let outcome: Outcome
    try {
      this.#options.signal.throwIfAborted()
      this.#throwIfTooManyFailed()
      const protocol = await this.#parts.protocolOf(node, this.#emit, this.#options)
      share = await this.#share(protocol)
      if (!share) return
      const { steps, prepared } = share
      if (steps === unsupported) throw this.#unsupported(protocol)
      lease = await this.#parts.lease(node, protocol, this.#emit, this.#options)
      const value = await steps.run(this.#target(node, lease.bmc), this.#call.input, prepared)
      outcome = { node: node.name, ok: true, value }
    } catch (thrown) {
      outcome = { node: node.name, ok: false, error: this.#explain(thrown, lease !== undefined) }
    }
    share?.outcomes.push(outcome)
    this.#tell(outcome)
    await lease?.release()
  }

  #target(node: NodeInfo, bmc: unknown) {
    const { name } = node
    return {
      node,
      bmc,
      signal: this.#options.signal,
      note: (note: unknown) => this.#emit({ kind: 'note', node: name, note }),
      setStatus: (status: NodeStatus) =>
        this.#emit({ kind: 'status', node: name, status, at: new Date().toISOString() }),
      progress: (progress: Progress) => this.#emit({ kind: 'progress', node: name, progress }),
      checkpoint: (checkpoint: unknown) =>
        this.#emit({ kind: 'checkpoint', node: name, checkpoint, at: new Date().toISOString() }),
      resumedFrom: this.#options.checkpoints?.get(name),
    }
  }

  #throwIfTooManyFailed(): void {
    const { maxFailures } = this.#options
    if (maxFailures !== undefined && this.#failed > maxFailures) throw tooManyFailed()
  }

  #unsupported(protocol: ProtocolName): HwctlError {
    return new HwctlError({
      kind: 'unsupported',
      what: `${this.#call.capability} ${this.#call.op} over ${protocol}`,
    })
  }

  /** What was thrown because the run was ended is a cancellation, whatever library threw it. */
  #explain(thrown: unknown, reached: boolean): ErrorFacts {
    if (thrown instanceof HwctlError || !this.#options.signal.aborted) return factsOf(thrown)
    return { kind: 'cancelled', reason: String(this.#options.signal.reason), reached }
  }

  #tell(outcome: Outcome): void {
    if (outcome.ok) {
      this.#ok += 1
      this.#emit({ kind: 'result', node: outcome.node, value: outcome.value })
    } else {
      this.#failed += 1
      this.#emit({ kind: 'failure', node: outcome.node, error: outcome.error })
    }
  }

  async #post(): Promise<void> {
    for (const share of await Promise.all(this.#shares.values())) {
      if (!share || share.steps === unsupported) continue
      try {
        await share.steps.post?.(share.outcomes, share.prepared, this.#scope)
      } catch (thrown) {
        this.#emit({ kind: 'failure', error: factsOf(thrown) })
      }
    }
  }
}
