import { setTimeout as sleep } from 'node:timers/promises'
import type { ErrorFacts } from '../../../core/errors.ts'
import type { NodeInfo } from '../../../core/node.ts'
import type { RunOptions } from '../../../core/runner.ts'
import type { Member } from './member.ts'
import type { PoolOutcomes } from './pool-outcomes.ts'
import { notReached, type Sending } from './sending.ts'

/** How long, in milliseconds, another member is waited for when the last one was lost: it may be starting again. */
const REGAIN_MS = 6000
const REGAIN_PAUSE_MS = 500

/** What a loss is made good with. */
export interface LossParts {
  readonly outcomes: PoolOutcomes
  readonly sending: Sending
  /** How long, in milliseconds, a member that was lost may go on before it has certainly ended its runs. */
  readonly fenceMs: number
  /** Whether there is a member; looks for others where there is none any more. */
  joined(): Promise<boolean>
}

type Why = Extract<ErrorFacts, { readonly kind: 'service-node' }>

/**
 * What becomes of the nodes of a member that is lost in the middle. Reads begin anew at another one. A job goes on at another one from its
 * checkpoints, once the lost one cannot be at work any more. What became of any other write is not known.
 */
export class Loss {
  readonly #parts: LossParts
  readonly #options: RunOptions
  readonly #told = new Set<string>()
  #regaining: Promise<boolean> | undefined
  isRepeatable = false

  constructor(parts: LossParts, options: RunOptions) {
    this.#parts = parts
    this.#options = options
  }

  /** It is a member no more. */
  async of(member: Member): Promise<void> {
    const { outcomes, sending } = this.#parts
    const begun = member.takeInWork()
    outcomes.forgetNotes(begun)
    const unsent = sending.takeBack(member.name)
    const why = whyLost(member)
    if (this.isRepeatable) return await this.#passOn(why, [...unsent, ...begun])
    if (this.#options.job === undefined) outcomes.fail(begun, { ...why, outcomeUnknown: true })
    await Promise.all([
      this.#passOn(why, unsent),
      this.#options.job !== undefined && begun.length > 0 && this.#goOn(why, begun),
    ])
  }

  /** It was to be sent these, and was lost before. */
  async unsent(member: Member, nodes: readonly NodeInfo[]): Promise<void> {
    await this.#passOn(whyLost(member), nodes)
  }

  async #passOn(why: Why, nodes: readonly NodeInfo[]): Promise<void> {
    const { outcomes, sending } = this.#parts
    if (nodes.length === 0) return sending.fill()
    while (await this.#isMember()) {
      this.#tell(why)
      if (sending.deal(nodes)) return
    }
    outcomes.fail(nodes, this.#orEnded(why))
  }

  /** Once for each loss. */
  #tell(why: Why): void {
    const error = { ...why, problem: 'passed-on' } as const
    const key = JSON.stringify(error)
    if (!this.#told.has(key)) this.#parts.outcomes.say({ kind: 'warning', error })
    this.#told.add(key)
  }

  /** The lost one may be at work still, where nothing but the way to it is gone: it ends its runs by itself after a while. */
  async #goOn(why: Why, begun: readonly NodeInfo[]): Promise<void> {
    const { outcomes, fenceMs } = this.#parts
    const unknown = { ...why, outcomeUnknown: true }
    if (!(await this.#isMember())) return outcomes.fail(begun, unknown)
    this.#tell(why)
    try {
      await sleep(fenceMs, undefined, { signal: this.#options.signal })
    } catch {
      return outcomes.fail(begun, unknown)
    }
    await this.#passOn(why, begun)
  }

  /** Whether there is somebody; where nobody is left, a member may be starting again. */
  #isMember(): Promise<boolean> {
    this.#regaining ??= this.#regain().finally(() => {
      this.#regaining = undefined
    })
    return this.#regaining
  }

  async #regain(): Promise<boolean> {
    const { signal } = this.#options
    const until = performance.now() + REGAIN_MS
    while (!signal.aborted) {
      if (await this.#parts.joined()) return !signal.aborted
      if (performance.now() >= until) return false
      await sleep(REGAIN_PAUSE_MS)
    }
    return false
  }

  #orEnded(why: Why): ErrorFacts {
    const { signal } = this.#options
    return signal.aborted ? notReached(signal) : why
  }
}

function whyLost({ name, link }: Member): Why {
  const reason = link.lostWhy ?? 'it does not know the run any more'
  return { kind: 'service-node', serviceNode: name, problem: 'lost', reason }
}
