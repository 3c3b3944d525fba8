import { Channel } from '../../../core/channel.ts'
import type { ErrorFacts } from '../../../core/errors.ts'
import type { RunEvent } from '../../../core/event.ts'
import type { FailureLimit } from '../../../core/failure-limit.ts'
import type { NodeInfo, NodeName } from '../../../core/node.ts'
import { HeldNotes } from './held-notes.ts'

/** Who is told of each node that has its outcome. */
export interface OutcomesParts {
  readonly limit: FailureLimit | undefined
  /** Returns what went wrong with that. */
  settled(node: NodeInfo): ErrorFacts | undefined
}

/** What is said of the nodes of a run at a pool, in order: exactly one outcome for each, whoever works on it and however often. */
export class PoolOutcomes {
  readonly #out = new Channel<RunEvent>()
  readonly #parts: OutcomesParts
  readonly #pending: Map<NodeName, NodeInfo>
  readonly #notes = new HeldNotes()
  readonly #all = Promise.withResolvers<void>()
  #holdsNotes = false

  constructor(nodes: readonly NodeInfo[], parts: OutcomesParts) {
    this.#parts = parts
    this.#pending = new Map(nodes.map((node) => [node.name, node]))
  }

  get events(): AsyncIterable<RunEvent> {
    return this.#out
  }

  get pending(): readonly NodeInfo[] {
    return [...this.#pending.values()]
  }

  /** Resolves when every node has its outcome. */
  get all(): Promise<void> {
    return this.#all.promise
  }

  /** Notes are kept back until their node's outcome: it may have to be done again from the start. */
  holdNotes(): void {
    this.#holdsNotes = true
  }

  /** Resolves when the reader has room for more. */
  room(): Promise<void> | undefined {
    return this.#out.room()
  }

  /** What is no outcome of a node. */
  say(event: RunEvent): void {
    if (event.kind === 'note' && event.node !== undefined && this.#holdsNotes)
      this.#notes.hold(event.node, event)
    else this.#out.push(event)
  }

  /** A node's outcome; one that it has already is dropped. */
  tell(outcome: Extract<RunEvent, { readonly kind: 'result' | 'failure' }>, node: NodeName): void {
    if (!this.#pending.has(node)) return
    for (const note of this.#notes.take(node)) this.#out.push(note)
    this.#out.push(outcome)
    if (outcome.kind === 'failure') this.#parts.limit?.count()
    this.settle(node)
  }

  fail(nodes: readonly NodeInfo[], error: ErrorFacts): void {
    for (const { name: node } of nodes) this.tell({ kind: 'failure', node, error }, node)
  }

  /** Nobody will say more of this node. */
  settle(name: NodeName): void {
    const node = this.#pending.get(name)
    if (!node) return
    this.#pending.delete(name)
    const error = this.#parts.settled(node)
    if (error) this.#out.push({ kind: 'warning', node: name, error })
    if (this.#pending.size === 0) this.#all.resolve()
  }

  /** They begin anew. */
  forgetNotes(nodes: readonly NodeInfo[]): void {
    for (const { name } of nodes) this.#notes.drop(name)
  }

  close(): void {
    this.#out.close()
  }
}
