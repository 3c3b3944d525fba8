import type { View } from '../core/command.ts'
import type { RunEvent } from '../core/event.ts'
import type { Outcome } from '../core/lifecycle.ts'
import { errorText } from './error-text.ts'

/** Gathers the outcomes of a run for a view that sums them up; for any other view it keeps nothing. */
export class Summary {
  readonly #view: View
  readonly #outcomes: Outcome[] = []

  constructor(view: View) {
    this.#view = view
  }

  see(event: RunEvent): void {
    if (!this.#view.summary) return
    if (event.kind === 'result') this.#outcomes.push({ node: event.node, ok: true, value: event.value })
    if (event.kind === 'failure' && event.node !== undefined)
      this.#outcomes.push({ node: event.node, ok: false, error: event.error })
  }

  /** What the view says of them; nothing where no node has an outcome. */
  lines(): readonly string[] {
    return this.#outcomes.length === 0 ? [] : (this.#view.summary?.(this.#outcomes, errorText) ?? [])
  }
}
