import type { Deal } from '../../../core/engine-parts.ts'
import type { NodeInfo } from '../../../core/node.ts'
import { Thread, type ThreadOwner } from './thread.ts'
import type { ThreadStart } from './thread-message.ts'

/** From so many nodes on a run is worth starting threads for: one costs about 0.1 s of CPU and 30 MB. */
export const MANY_NODES = 1000

/** The threads of this process that reach BMCs besides the main one, and who of them has which BMC. */
export class ThreadPool {
  readonly #start: ThreadStart
  readonly #owner: Omit<ThreadOwner, 'lost'>
  readonly #manyNodes: number
  /** The main thread is the first one, and is not in here. */
  readonly #threads = new Map<number, Thread>()
  /** Who has a BMC's session, by BMC; 0 is the main thread. */
  readonly #owners = new Map<string, number>()

  constructor(start: ThreadStart, owner: Omit<ThreadOwner, 'lost'>, manyNodes = MANY_NODES) {
    this.#start = start
    this.#owner = owner
    this.#manyNodes = manyNodes
  }

  get sessions(): number {
    return this.#threads.values().reduce((sum, thread) => sum + thread.sessions, 0)
  }

  /**
   * Who works on which nodes, but for those of the main thread. A BMC stays with the thread that has its session; a run over
   * few BMCs that nobody has yet stays in the main thread. So do nodes whose protocol is still to be found out.
   */
  deal(nodes: readonly NodeInfo[], command: string): readonly Deal[] {
    if (nodes.length >= this.#manyNodes) this.#begin()
    const shares = Map.groupBy(nodes, (node) => this.#ownerOf(node, nodes.length))
    return [...shares].flatMap(([owner, share]) => {
      const thread = this.#threads.get(owner)
      return thread
        ? [{ nodes: share, run: (work, options) => thread.run({ ...work, command }, share, options) }]
        : []
    })
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.values().map((thread) => thread.close()))
  }

  #begin(): void {
    for (let number = 1; number < this.#start.threads; number++)
      if (!this.#threads.has(number))
        this.#threads.set(number, new Thread(this.#start, { ...this.#owner, lost: () => this.#lost(number) }))
  }

  #lost(number: number): void {
    this.#threads.delete(number)
    for (const [bmc, owner] of this.#owners) if (owner === number) this.#owners.delete(bmc)
  }

  #ownerOf({ bmc, port, protocol }: NodeInfo, howMany: number): number {
    if (protocol === 'auto') return 0
    const key = `${bmc} ${port}`
    const owner = this.#owners.get(key) ?? (howMany < this.#manyNodes ? 0 : hashOf(key) % this.#start.threads)
    this.#owners.set(key, owner)
    return owner
  }
}

/** FNV-1a: the same BMC goes to the same thread, and neighbours go to different ones. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}
