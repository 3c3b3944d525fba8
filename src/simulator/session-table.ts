import { randomBytes } from 'node:crypto'

/** Somebody who logged in. */
export interface Session {
  readonly id: string
  /** What the client sends back with every request. */
  readonly token: string
  readonly user: string
  /** What a client of bmcweb's cookie must also send with every write. */
  readonly xsrf: string
  /** Milliseconds since 1970. */
  readonly openedAt: number
  /** The password has expired: nothing but changing it is allowed. */
  readonly mayOnlyChangePassword: boolean
}

/** How many sessions a service keeps, and what it does with one more. */
export interface SessionPolicy {
  readonly limit: number
  readonly whenFull: 'evict-oldest' | 'refuse'
}

/** The sessions of one BMC, in the order they were opened. */
export class SessionTable {
  readonly #policy: SessionPolicy
  #sessions: Map<string, Session> | undefined
  #opened = 0
  /** Others have taken every place. */
  isFull = false

  constructor(policy: SessionPolicy) {
    this.#policy = policy
  }

  get size(): number {
    return this.#sessions?.size ?? 0
  }

  get all(): readonly Session[] {
    return [...(this.#sessions?.values() ?? [])]
  }

  /** A session more, and which one had to go for it; undefined where the table is full and refuses. */
  open(user: string, mayOnlyChangePassword: boolean): { session: Session; evicted?: Session } | undefined {
    this.#sessions ??= new Map()
    const sessions = this.#sessions
    let evicted: Session | undefined
    if (this.isFull || sessions.size >= this.#policy.limit) {
      if (this.#policy.whenFull === 'refuse') return undefined
      evicted = sessions.values().next().value
      if (evicted) sessions.delete(evicted.token)
    }
    const session: Session = {
      id: String(++this.#opened),
      token: randomBytes(15).toString('hex'),
      xsrf: randomBytes(10).toString('hex'),
      openedAt: Date.now(),
      user,
      mayOnlyChangePassword,
    }
    sessions.set(session.token, session)
    return { session, ...(evicted && { evicted }) }
  }

  find(token: string): Session | undefined {
    return this.#sessions?.get(token)
  }

  end(session: Session): void {
    this.#sessions?.delete(session.token)
  }

  clear(): void {
    this.#sessions = undefined
  }
}
