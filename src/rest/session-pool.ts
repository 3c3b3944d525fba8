import { type ErrorFacts, factsOf } from '../core/errors.ts'
import type { Session } from './session.ts'

/** A session shared by the nodes of one BMC, for as long as one of them needs it. */
export interface Borrowed {
  readonly session: Session
  /** Never rejects; a session that could not be ended is told of. */
  release(): Promise<void>
}

interface Entry {
  readonly opening: Promise<Session>
  borrowers: number
}

/** Live sessions by BMC: nodes behind one BMC share one, since BMCs keep few; the last to leave logs out. */
export class SessionPool {
  readonly #entries = new Map<string, Entry>()

  /**
   * @param key one per BMC and user
   * @param leftOpen told why, when a session may still be open on the BMC
   */
  async borrow(
    key: string,
    open: () => Promise<Session>,
    leftOpen: (why: ErrorFacts) => void,
  ): Promise<Borrowed> {
    const entry = this.#entries.get(key) ?? { opening: open(), borrowers: 0 }
    this.#entries.set(key, entry)
    entry.borrowers += 1
    try {
      const session = await entry.opening
      return { session, release: () => this.#release(key, entry, session, leftOpen) }
    } catch (thrown) {
      if (this.#entries.get(key) === entry) this.#entries.delete(key)
      throw thrown
    }
  }

  async #release(
    key: string,
    entry: Entry,
    session: Session,
    leftOpen: (why: ErrorFacts) => void,
  ): Promise<void> {
    entry.borrowers -= 1
    if (entry.borrowers > 0) return
    if (this.#entries.get(key) === entry) this.#entries.delete(key)
    await session.close().catch((thrown: unknown) => leftOpen(factsOf(thrown)))
  }
}
