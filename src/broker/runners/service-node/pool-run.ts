import type { Order } from '../../../bus/order.ts'
import { readReport } from '../../../bus/report.ts'
import type { PreparedCall } from '../../../core/engine-parts.ts'
import { factsOf, HwctlError } from '../../../core/errors.ts'
import type { RunEvent } from '../../../core/event.ts'
import { FailureLimit } from '../../../core/failure-limit.ts'
import type { NodeInfo } from '../../../core/node.ts'
import type { Invocation, RunOptions } from '../../../core/runner.ts'
import type { PinStore } from '../../../rest/trust.ts'
import type { Hold } from '../../jobs/locked-lease.ts'
import { HeldLocks } from './held-locks.ts'
import { Loss } from './loss.ts'
import { Member } from './member.ts'
import type { NodeLink } from './node-link.ts'
import type { Owners } from './owners.ts'
import { PoolOutcomes } from './pool-outcomes.ts'
import { PreparedOrders, type PreparedOrdersParts } from './prepared-orders.ts'
import { repeatable } from './repeatable.ts'
import { Reports } from './reports.ts'
import { notReached, Sending } from './sending.ts'

/** How long, in milliseconds, service nodes may take to say their last words after a run was ended; they have sessions to end. */
const LAST_WORDS_MS = 20_000
/** How often, in milliseconds, it is looked whether too many nodes have failed elsewhere. */
const LIMIT_LOOK_MS = 100

/** What a run at a pool works with. */
export interface PoolRunParts extends PreparedOrdersParts {
  readonly invocation: Invocation
  /** Links to the members that are there. @throws HwctlError where there is none that may be given anything */
  members(signal: AbortSignal): Promise<readonly NodeLink[]>
  readonly owners: Owners
  readonly pins: PinStore
  /** Holds the lock of a BMC; without it, the call needs none. */
  readonly hold?: Hold | undefined
  /** The process that has the locks, as service nodes are told; see `processName`. */
  readonly lockedBy?: string | undefined
  /** How long, in milliseconds, a member that was lost may go on before it has certainly ended its runs. */
  readonly fenceMs: number
}

/** Nodes of one pool in one run: dealt out over its members, and dealt out again when one is lost, where that is right. */
export class PoolRun {
  readonly #parts: PoolRunParts
  readonly #work: PreparedCall
  readonly #options: RunOptions
  readonly #outcomes: PoolOutcomes
  readonly #sending: Sending
  readonly #prepared: PreparedOrders
  readonly #reports: Reports
  readonly #loss: Loss
  readonly #members = new Map<NodeLink, Member>()
  readonly #listening = new Set<Promise<void>>()

  constructor(parts: PoolRunParts, work: PreparedCall, nodes: readonly NodeInfo[], options: RunOptions) {
    this.#parts = parts
    this.#work = work
    this.#options = options
    const limit = FailureLimit.of(options)
    const locks = parts.hold && new HeldLocks(parts.hold, options)
    const outcomes = new PoolOutcomes(nodes, { limit, settled: (node) => locks?.giveBack(node) })
    const sending = new Sending(
      {
        ...{ owners: parts.owners, pins: parts.pins, limit, locks },
        members: () => [...this.#members.values()],
        failed: (failed, error) => outcomes.fail(failed, error),
        unsent: (member, unsent) => void this.#loss.unsent(member, unsent),
      },
      options,
    )
    this.#outcomes = outcomes
    this.#sending = sending
    this.#prepared = new PreparedOrders(parts, work)
    this.#reports = new Reports({ outcomes, sending, prepared: this.#prepared, pins: parts.pins })
    this.#loss = new Loss(
      { outcomes, sending, fenceMs: parts.fenceMs, joined: () => this.#joined() },
      options,
    )
  }

  /** Each node has one outcome, unless the run cannot start. */
  events(): AsyncIterable<RunEvent> {
    void this.#all().finally(() => this.#outcomes.close())
    return this.#outcomes.events
  }

  async #all(): Promise<void> {
    const { signal, maxFailures } = this.#options
    const cancel = () => this.#cancel()
    signal.addEventListener('abort', cancel, { once: true })
    const looking =
      maxFailures === undefined ? undefined : setInterval(() => this.#sending.fill(), LIMIT_LOOK_MS)
    try {
      await this.#begin()
      if (signal.aborted) this.#cancel()
      await this.#outcomes.all
      await this.#end()
    } catch (thrown) {
      this.#outcomes.fail(this.#outcomes.pending, factsOf(thrown))
    } finally {
      clearInterval(looking)
      signal.removeEventListener('abort', cancel)
    }
  }

  async #begin(): Promise<void> {
    const nodes = this.#outcomes.pending
    const { isRepeatable, isLasting } = await repeatable(this.#work.call, nodes)
    this.#loss.isRepeatable = isRepeatable
    if (isLasting) this.#sending.allAtOnce()
    else if (isRepeatable) this.#outcomes.holdNotes()
    await this.#join()
    if (this.#sending.deal(nodes)) return
    throw new HwctlError({ kind: 'service-node', serviceNode: this.#parts.pool, problem: 'silent' })
  }

  /** @throws HwctlError where nobody may be given anything */
  async #join(): Promise<void> {
    const links = await this.#parts.members(this.#options.signal)
    const prepared = await this.#prepared.known()
    for (const link of links) if (!this.#members.has(link)) this.#joinOne(link, prepared)
  }

  #joinOne(link: NodeLink, prepared: readonly Order[]): void {
    const member = new Member(link)
    this.#members.set(link, member)
    member.say(this.#beginning())
    for (const order of prepared) member.say(order)
    const listening = this.#listen(member).finally(() => this.#listening.delete(listening))
    this.#listening.add(listening)
  }

  #beginning(): Order {
    const { command, words } = this.#parts.invocation
    const { cwd, trace, retryUnreachable = false, maxFailures, job } = this.#options
    const { lockedBy } = this.#parts
    return {
      ...({ is: 'begin', command, words, cwd, trace, retryUnreachable } as const),
      ...(maxFailures !== undefined && { maxFailures }),
      ...(job !== undefined && { job }),
      ...(lockedBy !== undefined && { lockedBy }),
    }
  }

  /** Whether there is a member; where there was none any more, it is looked for others once. */
  async #joined(): Promise<boolean> {
    if (this.#members.size === 0) await this.#join().catch(() => undefined)
    return this.#members.size > 0
  }

  async #listen(member: Member): Promise<void> {
    for await (const message of member.stream) {
      this.#reports.heed(member, readReport(message))
      this.#sending.fill()
      await this.#outcomes.room() // a slow reader makes the service node wait
    }
    if (member.stream.hasEndedThere && member.inWork.size === 0) return
    this.#members.delete(member.link)
    await this.#loss.of(member)
  }

  #cancel(): void {
    const { signal } = this.#options
    for (const member of this.#members.values()) member.say({ is: 'cancel', reason: String(signal.reason) })
    this.#outcomes.fail(this.#sending.takeBack(), notReached(signal))
    const late = setTimeout(() => this.#giveUp(), LAST_WORDS_MS)
    late.unref()
    void this.#outcomes.all.then(() => clearTimeout(late))
  }

  #giveUp(): void {
    for (const { link } of this.#members.values()) link.lose('it did not say its last words')
  }

  /** Members say what they still have to say of sessions. */
  async #end(): Promise<void> {
    for (const { stream } of this.#members.values()) void stream.end()
    const late = setTimeout(() => this.#giveUp(), LAST_WORDS_MS)
    await Promise.all(this.#listening)
    clearTimeout(late)
  }
}
