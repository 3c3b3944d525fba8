import { type ErrorFacts, factsOf } from '../../../core/errors.ts'
import type { NodeInfo, NodeName } from '../../../core/node.ts'
import type { RunOptions } from '../../../core/runner.ts'
import type { Hold } from '../../jobs/locked-lease.ts'

/** The locks of BMCs that service nodes work on: held here too, where all commands of the fleet begin. */
export class HeldLocks {
  readonly #hold: Hold
  readonly #options: RunOptions
  readonly #held = new Map<NodeName, () => void>()

  constructor(hold: Hold, options: RunOptions) {
    this.#hold = hold
    this.#options = options
  }

  /** Resolves when the node may be worked on; a node that is passed on keeps its lock. @throws HwctlError `busy` */
  async take(node: NodeInfo): Promise<void> {
    if (!this.#held.has(node.name)) this.#held.set(node.name, await this.#hold(node, this.#options))
  }

  /** Returns what went wrong with that. */
  giveBack({ name }: NodeInfo): ErrorFacts | undefined {
    const held = this.#held.get(name)
    this.#held.delete(name)
    try {
      held?.()
      return undefined
    } catch (thrown) {
      return factsOf(thrown)
    }
  }
}
