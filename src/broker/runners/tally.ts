import type { RunEvent } from '../../core/event.ts'
import type { NodeName } from '../../core/node.ts'

/** Keeps count of a run that happens elsewhere, so that every node has one outcome whatever becomes of it. */
export class Tally {
  readonly #pending: Set<NodeName>
  #ok = 0
  #failed = 0

  constructor(nodes: Iterable<NodeName>) {
    this.#pending = new Set(nodes)
  }

  /** False for an outcome that nobody waits for; such an event is to be dropped. */
  accepts(event: RunEvent): boolean {
    if (event.kind !== 'result' && event.kind !== 'failure') return true
    if (event.node === undefined) return true
    if (!this.#pending.delete(event.node)) return false
    if (event.kind === 'result') this.#ok += 1
    else this.#failed += 1
    return true
  }

  /** A failure for every node that has had no outcome. */
  *broken(reason: string): Generator<Extract<RunEvent, { kind: 'failure' }>> {
    for (const node of [...this.#pending]) {
      const error = { kind: 'cancelled', reason, reached: true, outcomeUnknown: true } as const
      this.#pending.delete(node)
      this.#failed += 1
      yield { kind: 'failure', node, error }
    }
  }

  /** The last event; nodes that have had no outcome were not run. */
  done(): RunEvent {
    return { kind: 'done', counts: { ok: this.#ok, failed: this.#failed, notRun: this.#pending.size } }
  }
}
