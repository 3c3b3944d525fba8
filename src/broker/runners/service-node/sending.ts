import { type ErrorFacts, factsOf } from '../../../core/errors.ts'
import type { FailureLimit } from '../../../core/failure-limit.ts'
import type { NodeInfo, NodeName } from '../../../core/node.ts'
import type { RunOptions } from '../../../core/runner.ts'
import type { PinStore } from '../../../rest/trust.ts'
import type { HeldLocks } from './held-locks.ts'
import type { Member } from './member.ts'
import type { Owners } from './owners.ts'
import { WaitingNodes } from './waiting-nodes.ts'

/** Nodes in one order at most. */
const MAX_PART = 512

/** What nodes are sent with, and who is told of those that are not. */
export interface SendingParts {
  readonly owners: Owners
  readonly pins: PinStore
  readonly limit: FailureLimit | undefined
  readonly locks: HeldLocks | undefined
  /** Those that are there now. */
  members(): readonly Member[]
  failed(nodes: readonly NodeInfo[], error: ErrorFacts): void
  /** The member was lost before it was sent these. */
  unsent(member: Member, nodes: readonly NodeInfo[]): void
}

/** Nodes on their way to the members of a pool: so many at a time, each when its BMC is free, none after too many failed. */
export class Sending {
  readonly checkpoints: Map<NodeName, unknown>
  readonly #parts: SendingParts
  readonly #options: RunOptions
  readonly #waiting = new WaitingNodes()
  #areAllAtOnce = false

  constructor(parts: SendingParts, options: RunOptions) {
    this.#parts = parts
    this.#options = options
    this.checkpoints = new Map(options.checkpoints)
  }

  /** Every node is to be begun at once. */
  allAtOnce(): void {
    this.#areAllAtOnce = true
  }

  /** Who has a node's BMC keeps it; the others go to who has least to do. False where nobody is there. */
  deal(nodes: readonly NodeInfo[]): boolean {
    const members = this.#parts.members().map(({ link }) => link.presence)
    if (members.length === 0) return false
    this.#parts.owners.choose(nodes, members, (owner, node) => this.#waiting.add(owner, node))
    this.fill()
    return true
  }

  /** Nodes that wait, of this owner or of everybody, do so no longer. */
  takeBack(owner?: string): readonly NodeInfo[] {
    return this.#waiting.takeAll(owner)
  }

  /** Each has its own nodes first; who has nothing left takes from who has most, and can do no more just now. */
  fill(): void {
    if (this.#options.signal.aborted) return
    const why = this.#parts.limit?.whyNoFurther()
    if (why) this.#begunNoMore(why)
    const members = this.#parts.members().toSorted((a, b) => a.load - b.load)
    for (const member of members)
      this.#fillOne(member, members, (howMany) => this.#waiting.take(member.name, howMany))
    for (const member of members)
      this.#fillOne(member, members, (howMany) => this.#waiting.takeFromLongest(howMany))
  }

  /** A few more nodes are not worth a message, unless it has none. */
  #fillOne(member: Member, members: readonly Member[], take: (howMany: number) => readonly NodeInfo[]): void {
    const fanout = this.#areAllAtOnce ? Number.POSITIVE_INFINITY : this.#options.fanout
    const window = Math.max(Math.ceil(fanout / members.length), 1)
    for (;;) {
      const free = fanout - members.reduce((sum, { load }) => sum + load, 0)
      const room = Math.min(window - member.load, free, MAX_PART)
      if (room < 1 || (room < Math.min(window, MAX_PART) / 4 && member.load > 0)) return
      const nodes = take(room)
      if (nodes.length === 0) return
      this.#send(member, nodes)
    }
  }

  /** Members have nodes too that they have not begun. */
  #begunNoMore(why: ErrorFacts): void {
    for (const member of this.#parts.members()) member.beginNoMore()
    this.#parts.failed(this.#waiting.takeAll(), why)
  }

  #send(member: Member, nodes: readonly NodeInfo[]): void {
    const { owners, locks } = this.#parts
    owners.have(member.name, nodes)
    if (locks) this.#sendLocked(member, nodes, locks)
    else this.#sendNow(member, nodes)
  }

  /** Those whose locks are there in the same turn of the event loop go together. */
  #sendLocked(member: Member, nodes: readonly NodeInfo[], locks: HeldLocks): void {
    member.reserve(nodes.length)
    let free: NodeInfo[] = []
    const flush = () => {
      const now = free
      free = []
      this.#sendReserved(member, now)
    }
    for (const node of nodes)
      locks.take(node).then(
        () => {
          if (free.push(node) === 1) setImmediate(flush)
        },
        (thrown: unknown) => {
          member.reserve(-1)
          this.#parts.failed([node], this.#whyNot(thrown))
        },
      )
  }

  /** While their locks were waited for, much may have happened. */
  #sendReserved(member: Member, nodes: readonly NodeInfo[]): void {
    const { signal } = this.#options
    member.reserve(-nodes.length)
    if (signal.aborted) this.#parts.failed(nodes, notReached(signal))
    else if (this.#parts.members().includes(member)) this.#sendNow(member, nodes)
    else this.#parts.unsent(member, nodes)
  }

  #sendNow(member: Member, nodes: readonly NodeInfo[]): void {
    member.sendNodes(nodes, { pins: this.#parts.pins, checkpoints: this.checkpoints })
  }

  #whyNot(thrown: unknown): ErrorFacts {
    const { signal } = this.#options
    return signal.aborted ? notReached(signal) : factsOf(thrown)
  }
}

/** What became of nodes that were not begun when the run was ended. */
export function notReached({ reason }: AbortSignal): ErrorFacts {
  return { kind: 'cancelled', reason: String(reason), reached: false }
}
