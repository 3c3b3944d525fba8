import type { RunEvent } from '../../../core/event.ts'
import type { NodeName } from '../../../core/node.ts'

/** Notes of nodes whose reading may have to be done again by another: they are said with the outcome, so that nothing is said twice. */
export class HeldNotes {
  readonly #notes = new Map<NodeName, RunEvent[]>()

  hold(node: NodeName, note: RunEvent): void {
    const held = this.#notes.get(node)
    if (held) held.push(note)
    else this.#notes.set(node, [note])
  }

  take(node: NodeName): readonly RunEvent[] {
    const held = this.#notes.get(node) ?? []
    this.#notes.delete(node)
    return held
  }

  drop(node: NodeName): void {
    this.#notes.delete(node)
  }
}
