import type { Call } from './capability.ts'
import type { Emit, EngineParts, PreparedCall } from './engine-parts.ts'
import { factsOf } from './errors.ts'
import { type ErasedSteps, type Outcome, type RunScope, unsupported } from './lifecycle.ts'
import { type NodeInfo, PROTOCOL_NAMES, type ProtocolName } from './node.ts'

/** One protocol's share of a run: its steps, what `pre` made, and the outcomes so far. */
export interface Share {
  readonly steps: ErasedSteps | typeof unsupported
  readonly prepared: unknown
  readonly outcomes: Outcome[]
}

/** What shares of a run have in common. */
export interface SharesParts {
  readonly parts: EngineParts
  readonly work: Pick<PreparedCall, 'call'> | PreparedCall
  readonly scope: RunScope
  readonly emit: Emit
}

/** The steps of a run that happen once for each protocol: `validate`, `pre` and `post`. */
export class Shares {
  readonly #parts: EngineParts
  readonly #call: Call
  /** What was done elsewhere: then none of these steps is for here. */
  readonly #given: PreparedCall | undefined
  readonly #scope: RunScope
  readonly #emit: Emit
  readonly #shares = new Map<ProtocolName, Promise<Share | undefined>>()
  #isBroken = false

  constructor({ parts, work, scope, emit }: SharesParts) {
    this.#parts = parts
    this.#call = work.call
    this.#given = 'prepared' in work ? work : undefined
    this.#scope = scope
    this.#emit = emit
  }

  /** Whether something was wrong with the request, which ends the run. */
  get isBroken(): boolean {
    return this.#isBroken
  }

  /** What is wrong with the request is found before the first BMC is asked. */
  async prepareKnown(nodes: readonly NodeInfo[]): Promise<void> {
    for (const protocol of new Set(nodes.map((node) => node.protocol)))
      if (protocol !== 'auto' && !this.#isBroken) await this.of(protocol)
  }

  /** Validates and prepares once per protocol; undefined when that ended the run. */
  of(protocol: ProtocolName): Promise<Share | undefined> {
    let share = this.#shares.get(protocol)
    if (!share) {
      share = this.#prepare(protocol).catch((thrown: unknown) => this.#breakOff(thrown))
      this.#shares.set(protocol, share)
    }
    return share
  }

  /** Whether a node that is begun holds its place until the run ends, so that all have to be begun at once. */
  async areLasting(nodes: readonly NodeInfo[]): Promise<boolean> {
    const shares = await Promise.all(this.#shares.values())
    if (shares.some((share) => share && share.steps !== unsupported && share.steps.isLasting)) return true
    return nodes.some(({ protocol }) => protocol === 'auto') && this.lastSomewhere()
  }

  /** The same before it is known which protocol a node speaks: an op that lasts over one of them lasts over all. */
  async lastSomewhere(): Promise<boolean> {
    const { capability, op } = this.#call
    const executors = PROTOCOL_NAMES.map((protocol) => this.#parts.executor(protocol, capability))
    const all = (await Promise.all(executors)).map(({ ops }) => ops[op] ?? unsupported)
    return all.some((steps) => steps !== unsupported && steps.isLasting)
  }

  /** What `pre` made, by protocol. */
  async prepared(): Promise<ReadonlyMap<ProtocolName, unknown>> {
    const prepared = new Map<ProtocolName, unknown>()
    for (const [protocol, share] of this.#shares) prepared.set(protocol, (await share)?.prepared)
    return prepared
  }

  /** With every outcome; what one throws is told. */
  async post(): Promise<void> {
    if (this.#given) return
    for (const share of await Promise.all(this.#shares.values())) {
      if (!share || share.steps === unsupported) continue
      try {
        await share.steps.post?.(share.outcomes, share.prepared, this.#scope)
      } catch (thrown) {
        this.#emit({ kind: 'failure', error: factsOf(thrown) })
      }
    }
  }

  #breakOff(thrown: unknown): undefined {
    this.#isBroken = true
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
}

/** Outcomes are kept for `post` only: those of a large fleet are large. */
export function keep({ steps, outcomes }: Share, outcome: Outcome): void {
  if (steps !== unsupported && steps.post) outcomes.push(outcome)
}

async function given({ prepared, prepare }: PreparedCall, protocol: ProtocolName): Promise<unknown> {
  return prepared.has(protocol) ? prepared.get(protocol) : prepare?.(protocol)
}
