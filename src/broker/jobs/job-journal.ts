import type { ErrorFacts, ServiceNodeProblem } from '../../core/errors.ts'
import { factsOf } from '../../core/errors.ts'
import type { RunEvent } from '../../core/event.ts'
import type { NodeName } from '../../core/node.ts'
import type { JobNode } from './job.ts'
import type { JobStore } from './job-store.ts'

/** How often, in milliseconds, what is only of interest to onlookers is written, and everything made safe against a loss of power. */
const FLUSH_MS = 1000

/**
 * Writes what happens to the nodes of one job. Outcomes and checkpoints are on disk before `see` returns, so that a process that is
 * killed has shown nothing that its journal does not know.
 */
export class JobJournal {
  readonly id: number
  readonly #store: JobStore
  readonly #nodes = new Map<NodeName, JobNode>()
  readonly #unwritten = new Set<NodeName>()
  readonly #trouble: (error: ErrorFacts) => void
  readonly #timer: NodeJS.Timeout
  #isTroubled = false

  /**
   * @param nodes those that are worked on now, as they stand
   * @param trouble told once when the journal cannot be written; what was not written is tried again each second
   */
  constructor(
    store: JobStore,
    { id, nodes }: { readonly id: number; readonly nodes: readonly JobNode[] },
    trouble: (error: ErrorFacts) => void,
  ) {
    this.id = id
    this.#store = store
    this.#trouble = trouble
    for (const node of nodes) this.#nodes.set(node.node, node)
    this.#timer = setInterval(() => this.#flush(() => this.#store.durably(() => this.#write())), FLUSH_MS)
    this.#timer.unref()
  }

  see(event: RunEvent): void {
    if (!('node' in event) || event.node === undefined) return
    const before = this.#nodes.get(event.node)
    if (!before) return
    const after = next(before, event)
    if (after === before) return
    this.#nodes.set(event.node, after)
    this.#unwritten.add(event.node)
    if (event.kind !== 'progress') this.#flush(() => this.#write())
  }

  /** Writes what is left, and how it ended; a node in the middle of its work, as of an agent that was lost, makes it interrupted too. */
  end(isCancelled: boolean): void {
    clearInterval(this.#timer)
    const isBrokenOff = this.#nodes
      .values()
      .some(({ state }) => state === 'running' || state === 'interrupted')
    const ending = isCancelled || isBrokenOff ? 'interrupted' : 'finished'
    this.#flush(() => {
      this.#write()
      this.#store.end(this.id, ending)
    })
  }

  #write(): void {
    this.#store.put(
      this.id,
      Array.from(this.#unwritten).flatMap((name) => this.#nodes.get(name) ?? []),
    )
  }

  #flush(write: () => void): void {
    try {
      write()
      this.#unwritten.clear()
    } catch (thrown) {
      if (!this.#isTroubled) this.#trouble(factsOf(thrown))
      this.#isTroubled = true
    }
  }
}

/** How a node stands after this; the same object where nothing of it is kept. */
function next(before: JobNode, event: RunEvent): JobNode {
  const at = new Date().toISOString()
  const { node, checkpoint } = before
  const kept = { node, ...(checkpoint !== undefined && { checkpoint }) }
  switch (event.kind) {
    case 'result':
      return { ...kept, state: 'done', at }
    case 'failure':
      return { ...before, state: stateOf(event.error), error: event.error, at }
    case 'progress':
      return { ...before, state: 'running', progress: event.progress, at }
    case 'checkpoint':
      return { ...before, state: 'running', checkpoint: event.checkpoint, at }
    default:
      return before.state === 'waiting' ? { ...before, state: 'running', at } : before
  }
}

/** Service nodes that may be right another time: nothing was sent. */
const NOT_SENT: readonly ServiceNodeProblem[] = ['bus', 'silent', 'unapproved', 'other-key', 'version']

function stateOf(error: ErrorFacts): JobNode['state'] {
  if (error.kind === 'service-node') {
    if (error.problem === 'lost') return 'interrupted'
    return NOT_SENT.includes(error.problem) ? 'not-reached' : 'failed'
  }
  if (error.kind !== 'cancelled') return 'failed'
  return error.reached ? 'interrupted' : 'not-reached'
}
