import type { Call } from './capability.ts'
import { Channel } from './channel.ts'
import type { Deal, Emit, EngineParts, Lease, PreparedCall } from './engine-parts.ts'
import { type ErrorFacts, factsOf, HwctlError } from './errors.ts'
import type { NodeStatus, PasswordState, Progress, RunEvent } from './event.ts'
import { type ErasedSteps, type Outcome, type RunScope, unsupported } from './lifecycle.ts'
import type { NodeInfo, ProtocolName } from './node.ts'
import { persistently } from './patience.ts'
import type { RunOptions } from './runner.ts'

/** Runs one call on many nodes, bounded, in parallel. Never rejects: whatever goes wrong is an event, and `done` is the last. */
export function runCall(
  parts: EngineParts,
  call: Call,
  nodes: readonly NodeInfo[],
  options: RunOptions,
): AsyncIterable<RunEvent> {
  return eventsOf(new Run(parts, { call }, nodes, options))
}

/** The same for nodes that were dealt out: `validate` and `pre` have been done, and `post` is not for here. */
export function runPrepared(
  parts: EngineParts,
  work: PreparedCall,
  nodes: readonly NodeInfo[],
  options: RunOptions,
): AsyncIterable<RunEvent> {
  return eventsOf(new Run(parts, work, nodes, options))
}

function eventsOf(run: Run): AsyncIterable<RunEvent> {
  const { events } = run
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

/** One protocol's share of a run: its steps, what `pre` made, and the outcomes so far. */
interface Share {
  readonly steps: ErasedSteps | typeof unsupported
  readonly prepared: unknown
  readonly outcomes: Outcome[]
}

/** One run, from its first step to its last. */
class Run {
  readonly events = new Channel<RunEvent>()
  readonly #shares = new Map<ProtocolName, Promise<Share | undefined>>()
  readonly #parts: EngineParts
  readonly #call: Call
  /** Where `validate` and `pre` were done elsewhere: what came of it. */
  readonly #given: PreparedCall | undefined
  readonly #nodes: readonly NodeInfo[]
  readonly #options: RunOptions
  readonly #emit: Emit = (event) => this.events.push(event)
  readonly #scope: RunScope
  #ok = 0
  #failed = 0
  #broken = false

  constructor(
    parts: EngineParts,
    work: Pick<PreparedCall, 'call'> | PreparedCall,
    nodes: readonly NodeInfo[],
    options: RunOptions,
  ) {
    this.#parts = parts
    this.#call = work.call
    this.#given = 'prepared' in work ? work : undefined
    this.#nodes = nodes
    this.#options = options
    this.#scope = {
      nodes: nodes.map((node) => node.name),
      cwd: options.cwd,
      signal: options.signal,
      note: (note) => this.#emit({ kind: 'note', note }),
    }
  }

  counts() {
    return { ok: this.#ok, failed: this.#failed, notRun: this.#nodes.length - this.#ok - this.#failed }
  }

  async all(): Promise<void> {
    await this.#prepareKnownProtocols()
    if (!this.#broken) await this.#everyNode()
    if (!this.#broken && !this.#given) await this.#post()
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
    if (this.#given) return { steps, prepared: await given(this.#given, protocol), outcomes: [] }
    await steps.validate?.(input, this.#scope)
    return { steps, prepared: await steps.pre?.(input, this.#scope), outcomes: [] }
  }

  async #everyNode(): Promise<void> {
    const deals = this.#parts.deal?.(this.#nodes) ?? []
    const dealt = new Set(deals.flatMap(({ nodes }) => nodes))
    const here = dealt.size === 0 ? this.#nodes : this.#nodes.filter((node) => !dealt.has(node))
    await Promise.all([this.#here(here), ...deals.map((deal) => this.#elsewhere(deal))])
  }

  async #here(nodes: readonly NodeInfo[]): Promise<void> {
    let next = 0
    const worker = async () => {
      for (let node = nodes[next++]; node && !this.#broken; node = nodes[next++]) {
        await this.#oneNode(node)
        if (!isLasting) await this.events.room() // a slow reader makes the run slow, and not the memory full
      }
    }
    const isLasting = await this.#isLasting()
    const atOnce = isLasting ? nodes.length : this.#fanoutOf(nodes)
    await Promise.all(Array.from({ length: Math.min(atOnce, nodes.length) }, worker))
  }

  /** Whether a node that is begun holds its place until the run ends, so that all have to be begun at once. */
  async #isLasting(): Promise<boolean> {
    const shares = await Promise.all(this.#shares.values())
    return shares.some((share) => share && share.steps !== unsupported && share.steps.isLasting)
  }

  async #elsewhere(deal: Deal): Promise<void> {
    const prepared = new Map<ProtocolName, unknown>()
    for (const [protocol, share] of this.#shares) prepared.set(protocol, (await share)?.prepared)
    if (!deal.isOnlyWay && !isData(prepared)) return this.#here(deal.nodes)
    const protocols = new Map(deal.nodes.map(({ name, protocol }) => [name, protocol]))
    const options = { ...this.#options, fanout: this.#fanoutOf(deal.nodes) }
    const prepare = (protocol: ProtocolName) => this.#preparedFor(protocol)
    for await (const event of deal.run({ call: this.#call, prepared, prepare }, options)) {
      const outcome = outcomeOf(event)
      if (event.kind === 'learned') protocols.set(event.node, event.protocol)
      if (outcome) await this.#tellOf(outcome, protocols.get(outcome.node))
      else this.#emit(event)
      await this.events.room()
    }
  }

  /** What `pre` made for a protocol that a node was found to speak. */
  async #preparedFor(protocol: ProtocolName): Promise<unknown> {
    const share = await this.#share(protocol)
    if (!share) throw new HwctlError({ kind: 'cancelled', reason: 'the run could not start', reached: false })
    return share.prepared
  }

  async #tellOf(outcome: Outcome, protocol: ProtocolName | 'auto' | undefined): Promise<void> {
    const share = protocol && protocol !== 'auto' ? await this.#shares.get(protocol) : undefined
    if (share) keep(share, outcome)
    this.#tell(outcome)
  }

  /** The share of so many nodes in how many may be worked on at the same time. */
  #fanoutOf(nodes: readonly NodeInfo[]): number {
    return Math.max(Math.ceil((this.#options.fanout * nodes.length) / this.#nodes.length), 1)
  }

  async #oneNode(node: NodeInfo): Promise<void> {
    let share: Share | undefined
    let lease: Lease | undefined
    let outcome: Outcome
    try {
      this.#options.signal.throwIfAborted()
      const protocol = await this.#parts.protocolOf(node, this.#emit, this.#options)
      share = await this.#share(protocol)
      if (!share) return
      const { steps, prepared } = share
      if (steps === unsupported) throw this.#unsupported(protocol)
      lease = await this.#lease(node, protocol, steps)
      const value = await steps.run(this.#target(node, lease.bmc), this.#call.input, prepared)
      outcome = { node: node.name, ok: true, value }
    } catch (thrown) {
      outcome = { node: node.name, ok: false, error: this.#explain(thrown, lease !== undefined) }
    }
    if (share) keep(share, outcome)
    this.#tell(outcome)
    await lease?.release()
  }

  /** Work that lasts waits for a BMC that is away. */
  #lease(node: NodeInfo, protocol: ProtocolName, steps: ErasedSteps): Promise<Lease> {
    const lease = () => this.#parts.lease(node, protocol, this.#emit, this.#options)
    if (!steps.isLasting) return lease()
    const lost = (error: ErrorFacts) => this.#emit({ kind: 'warning', node: node.name, error })
    return persistently(lease, { signal: this.#options.signal, lost })
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
      warn: (error: ErrorFacts) => this.#emit({ kind: 'warning', node: name, error }),
      password: (state: PasswordState) => this.#emit({ kind: 'password', node: name, state }),
      progress: (progress: Progress) => this.#emit({ kind: 'progress', node: name, progress }),
      checkpoint: (checkpoint: unknown) =>
        this.#emit({ kind: 'checkpoint', node: name, checkpoint, at: new Date().toISOString() }),
      resumedFrom: this.#options.checkpoints?.get(name),
    }
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

function outcomeOf(event: RunEvent): Outcome | undefined {
  if (event.kind === 'result') return { node: event.node, ok: true, value: event.value }
  if (event.kind === 'failure' && event.node !== undefined)
    return { node: event.node, ok: false, error: event.error }
  return undefined
}

/** Outcomes are kept for `post` only: those of a large fleet are large. */
function keep({ steps, outcomes }: Share, outcome: Outcome): void {
  if (steps !== unsupported && steps.post) outcomes.push(outcome)
}

async function given({ prepared, prepare }: PreparedCall, protocol: ProtocolName): Promise<unknown> {
  return prepared.has(protocol) ? prepared.get(protocol) : prepare?.(protocol)
}

/** Whether it can cross to another thread. */
function isData(value: unknown): boolean {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}
