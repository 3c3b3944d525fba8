import { ableOver, unsupportedCall } from './ability.ts'
import type { Call } from './capability.ts'
import { Channel } from './channel.ts'
import type { Deal, Emit, EngineParts, Lease, PreparedCall } from './engine-parts.ts'
import { type ErrorFacts, factsOf, HwctlError } from './errors.ts'
import type { RunEvent } from './event.ts'
import { FailureLimit } from './failure-limit.ts'
import { type ErasedSteps, type Outcome, unsupported } from './lifecycle.ts'
import type { NodeInfo, ProtocolName } from './node.ts'
import { mayBeAway, persistently, RESTART_MS } from './patience.ts'
import type { RunOptions } from './runner.ts'
import { keep, type Share, Shares } from './shares.ts'
import { targetOf } from './target.ts'

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

/** One run, from its first step to its last. */
class Run {
  readonly events = new Channel<RunEvent>()
  readonly #shares: Shares
  readonly #parts: EngineParts
  readonly #call: Call
  readonly #nodes: readonly NodeInfo[]
  readonly #options: RunOptions
  readonly #emit: Emit = (event) => this.events.push(event)
  readonly #limit: FailureLimit | undefined
  #ok = 0
  #failed = 0

  constructor(
    parts: EngineParts,
    work: Pick<PreparedCall, 'call'> & Partial<PreparedCall>,
    nodes: readonly NodeInfo[],
    options: RunOptions,
  ) {
    this.#parts = parts
    this.#call = work.call
    this.#nodes = nodes
    this.#options = options
    this.#limit = FailureLimit.of(options)
    const emit = this.#emit
    const { cwd, signal } = options
    const names = nodes.map((node) => node.name)
    const scope = { nodes: names, cwd, signal, note: (note: unknown) => emit({ kind: 'note', note }) }
    this.#shares = new Shares({ parts, work, scope, emit })
  }

  counts() {
    return { ok: this.#ok, failed: this.#failed, notRun: this.#nodes.length - this.#ok - this.#failed }
  }

  async all(): Promise<void> {
    await this.#shares.prepareKnown(this.#nodes)
    if (!this.#shares.isBroken) await this.#everyNode()
    if (!this.#shares.isBroken) await this.#shares.post()
    this.#emit({ kind: 'done', counts: this.counts() })
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
      for (let node = nodes[next++]; node && !this.#shares.isBroken; node = nodes[next++]) {
        await this.#oneNode(node)
        if (!isLasting) await this.events.room() // a slow reader makes the run slow, and not the memory full
      }
    }
    const isLasting = await this.#shares.areLasting(this.#nodes)
    const atOnce = isLasting ? nodes.length : this.#fanoutOf(nodes)
    await Promise.all(Array.from({ length: Math.min(atOnce, nodes.length) }, worker))
  }

  async #elsewhere(deal: Deal): Promise<void> {
    const prepared = await this.#shares.prepared()
    if (!deal.isOnlyWay && !isData(prepared)) return this.#here(deal.nodes)
    const protocols = new Map(deal.nodes.map(({ name, protocol }) => [name, protocol]))
    const failuresCounted = this.#limit?.counted
    const options = {
      ...this.#options,
      fanout: this.#fanoutOf(deal.nodes),
      ...(failuresCounted && { failuresCounted }),
    }
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
    const share = await this.#shares.of(protocol)
    if (!share) throw new HwctlError({ kind: 'cancelled', reason: 'the run could not start', reached: false })
    return share.prepared
  }

  async #tellOf(outcome: Outcome, protocol: ProtocolName | 'auto' | undefined): Promise<void> {
    const share = protocol && protocol !== 'auto' ? await this.#shares.of(protocol) : undefined
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
      this.#limit?.check(this.#failed)
      const protocol = await this.#protocolOf(node)
      share = await this.#shares.of(protocol)
      if (!share) return
      const { steps, prepared } = share
      if (steps === unsupported) throw unsupportedCall(this.#call, protocol)
      lease = await this.#lease(node, protocol, steps)
      const how = { emit: this.#emit, options: this.#options, ableOf: ableOver(protocol, this.#parts) }
      const value = await steps.run(targetOf(node, lease.bmc, how), this.#call.input, prepared)
      outcome = { node: node.name, ok: true, value }
    } catch (thrown) {
      outcome = { node: node.name, ok: false, error: this.#explain(thrown, lease !== undefined) }
      this.#limit?.count()
    }
    if (share) keep(share, outcome)
    this.#tell(outcome)
    await lease?.release()
  }

  /** Which one a node speaks is found out by asking its BMC; work that lasts waits for one that is away. */
  async #protocolOf(node: NodeInfo): Promise<ProtocolName> {
    const protocolOf = () => this.#parts.protocolOf(node, this.#emit, this.#options)
    if (node.protocol !== 'auto' || !(await this.#shares.lastSomewhere())) return protocolOf()
    return this.#patiently(node, protocolOf)
  }

  /** Work that lasts waits for a BMC that is away; work that goes on after it was broken off waits for one that was restarting. */
  #lease(node: NodeInfo, protocol: ProtocolName, steps: ErasedSteps): Promise<Lease> {
    const lease = () => this.#parts.lease(node, protocol, this.#emit, this.#options)
    if (steps.isLasting) return this.#patiently(node, lease)
    return mayBeAway(this.#options.checkpoints?.get(node.name))
      ? this.#patiently(node, lease, RESTART_MS)
      : lease()
  }

  #patiently<T>(node: NodeInfo, attempt: () => Promise<T>, forMs = Number.POSITIVE_INFINITY): Promise<T> {
    const lost = (error: ErrorFacts) => this.#emit({ kind: 'warning', node: node.name, error })
    return persistently(attempt, { signal: this.#options.signal, forMs, lost })
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
}

function outcomeOf(event: RunEvent): Outcome | undefined {
  if (event.kind === 'result') return { node: event.node, ok: true, value: event.value }
  if (event.kind === 'failure' && event.node !== undefined)
    return { node: event.node, ok: false, error: event.error }
  return undefined
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
