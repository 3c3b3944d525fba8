import { type ErrorFacts, factsOf } from '../core/errors.ts'
import type { Session } from './session.ts'

/** A session shared by the nodes of one BMC, for as long as one of them needs it. */
export interface Borrowed {
  readonly session: Session
  /** Never rejects; a session that could not be ended is told of. */
  release(): Promise<void>
}

/** How many sessions there may be, and for how long one that nobody uses is kept. */
export interface PoolBounds {
  /** Each costs a descriptor and about 100 KB; who comes when there are that many waits, untimed. */
  readonly maxOpen: number
  /** Milliseconds; 0 ends a session when its last node is done. */
  readonly keepIdleMs: number
}

interface Entry {
  readonly key: string
  readonly opening: Promise<Session>
  /** Who hears of it when the session may have been left open: the last who used it. */
  leftOpen: (why: ErrorFacts) => void
  borrowers: number
  idleSince: number
}

/** Live sessions by BMC, shared by its nodes, since BMCs keep few; ended at once, or kept warm, the most recently used ones. */
export class SessionPool {
  readonly #bounds: PoolBounds
  readonly #leftOpen: (why: ErrorFacts) => void
  /** In the order of last use. */
  readonly #entries = new Map<string, Entry>()
  readonly #waiting: (() => void)[] = []
  readonly #closing = new Set<Promise<void>>()
  readonly #sweeper: NodeJS.Timeout | undefined
  #open = 0
  #closed = false

  /** @param leftOpen told why, when a session that nobody uses any more may still be open on its BMC */
  constructor(bounds: PoolBounds, leftOpen: (why: ErrorFacts) => void = () => undefined) {
    this.#bounds = bounds
    this.#leftOpen = leftOpen
    if (bounds.keepIdleMs === 0) return
    this.#sweeper = setInterval(() => this.#sweep(), Math.max(bounds.keepIdleMs / 4, 1))
    this.#sweeper.unref()
  }

  /** Sessions that are open now, used or idle. */
  get size(): number {
    return this.#entries.size
  }

  /**
   * @param key one per BMC and who logs in there
   * @param leftOpen told why, when a session may still be open on the BMC
   */
  async borrow(
    key: string,
    open: () => Promise<Session>,
    leftOpen: (why: ErrorFacts) => void,
  ): Promise<Borrowed> {
    const entry = this.#entries.get(key) ?? this.#enter(key, open, leftOpen)
    entry.borrowers += 1
    entry.leftOpen = leftOpen
    try {
      const session = await entry.opening
      return { session, release: () => this.#release(entry) }
    } catch (thrown) {
      if (this.#forget(entry)) this.#free()
      throw thrown
    }
  }

  /** Ends every session as soon as nobody uses it, and keeps none from now on. */
  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweeper)
    for (const entry of [...this.#idle()]) this.#end(entry)
    await Promise.all(this.#closing)
  }

  #enter(key: string, open: () => Promise<Session>, leftOpen: (why: ErrorFacts) => void): Entry {
    const entry: Entry = { key, opening: this.#place().then(open), leftOpen, borrowers: 0, idleSince: 0 }
    this.#entries.set(key, entry)
    return entry
  }

  /** A place for one more session: the least recently used idle one goes, or somebody has to finish first. */
  async #place(): Promise<void> {
    if (this.#open >= this.#bounds.maxOpen) {
      const oldest = this.#idle().next().value
      if (oldest) this.#end(oldest)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    this.#open += 1
  }

  #free(): void {
    this.#open -= 1
    this.#waiting.shift()?.()
  }

  #release(entry: Entry): Promise<void> {
    entry.borrowers -= 1
    if (entry.borrowers > 0) return Promise.resolve()
    if (this.#bounds.keepIdleMs === 0 || this.#closed || this.#waiting.length > 0) return this.#end(entry)
    entry.idleSince = performance.now()
    entry.leftOpen = this.#leftOpen
    this.#entries.delete(entry.key)
    this.#entries.set(entry.key, entry)
    return Promise.resolve()
  }

  #end(entry: Entry): Promise<void> {
    this.#forget(entry)
    const ended = entry.opening
      .then((session) => session.close())
      .catch((thrown: unknown) => entry.leftOpen(factsOf(thrown)))
      .finally(() => {
        this.#free()
        this.#closing.delete(ended)
      })
    this.#closing.add(ended)
    return ended
  }

  #forget(entry: Entry): boolean {
    return this.#entries.get(entry.key) === entry && this.#entries.delete(entry.key)
  }

  /** The least recently used first. */
  #idle(): IteratorObject<Entry, undefined> {
    return this.#entries.values().filter((entry) => entry.borrowers === 0)
  }

  #sweep(): void {
    const limit = performance.now() - this.#bounds.keepIdleMs
    for (const entry of [...this.#idle()]) if (entry.idleSince <= limit) this.#end(entry)
  }
}
