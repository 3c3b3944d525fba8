import { type ErrorFacts, factsOf, HwctlError } from '../core/errors.ts'
import { onAbort } from './ending.ts'
import type { RestAnswer, RestRequest } from './request.ts'
import type { Rest } from './rest.ts'

/** What a login gave: the headers that prove it, and what is needed to end it. */
export interface Login {
  readonly headers: Readonly<Record<string, string>>
  /** Where the session is to be ended, for protocols whose sessions have an address. */
  readonly location?: string
  /** Nothing that a BMC could forget (Basic): a 401 is final. */
  readonly neverExpires?: true
  /** Good for nothing but a change of the password: what whoever wants more is told. */
  readonly expired?: Extract<ErrorFacts, { readonly kind: 'login' }>
}

/** How one protocol logs in and out. */
export interface Authentication {
  /** @throws HwctlError `login` when refused; a session that was made nevertheless is ended before. */
  login(rest: Rest, signal: AbortSignal): Promise<Login>
  /** @throws HwctlError where the session may be left open. */
  logout(rest: Rest, login: Login, signal: AbortSignal): Promise<void>
}

/** Told of every login and of its end, so that what a killed process leaves open can be ended by another. */
export interface LoginWatcher {
  began(login: Login): void
  ended(login: Login): void
}

/** How long, in milliseconds, the end of a session may take; it happens after a cancelled run too. */
const LOGOUT_MS = 10_000

/** How long, in milliseconds, a login on the wire is waited for after its run was ended: who does not hear of it cannot log out. */
const LOGIN_GRACE_MS = 3000

/** A connection with a login. Logs in again, once a request, when the BMC has forgotten it; ends the login when closed. */
export class Session {
  readonly rest: Rest
  /** What a client found out about this BMC and may use again while the session lasts. */
  readonly memory = new Map<string, unknown>()
  readonly #authentication: Authentication
  readonly #watcher: LoginWatcher | undefined
  #login: Promise<Login> | undefined
  #lossExpected = false
  #expired: Login['expired']

  private constructor(rest: Rest, authentication: Authentication, watcher: LoginWatcher | undefined) {
    this.rest = rest
    this.#watcher = watcher
    this.#authentication = authentication
  }

  /** @throws HwctlError `login`, `connect`, …; the connection is closed then, and no session is left. */
  static async open(
    rest: Rest,
    authentication: Authentication,
    signal: AbortSignal,
    watcher?: LoginWatcher,
  ): Promise<Session> {
    const session = new Session(rest, authentication, watcher)
    try {
      await session.#loggedIn(signal)
      if (signal.aborted)
        throw new HwctlError({ kind: 'cancelled', reason: String(signal.reason), reached: true })
      return session
    } catch (thrown) {
      await session.close().catch(() => undefined)
      throw thrown
    }
  }

  /** Set where the login in use is good for nothing but a change of the password. */
  get expired(): Login['expired'] {
    return this.#expired
  }

  /**
   * One authenticated request. A 401 is answered by a new login: the request it met was not carried out.
   * @throws HwctlError `login` where the password has expired and the request does not change it
   */
  async request(request: RestRequest): Promise<RestAnswer> {
    const used = this.#loggedIn(request.signal)
    const login = await used
    if (!request.changesPassword) refuseExpired(login)
    const answer = await this.#send(request, login)
    if (answer.status !== 401 || login.neverExpires) return answer
    if (this.#login === used) {
      this.#login = undefined
      await this.#logout(login).catch(() => undefined) // most often the BMC has forgotten it
    }
    return this.#send(request, await this.#loggedIn(request.signal))
  }

  /** The headers that prove the login in use, made now where there is none. @throws as `request` */
  async proof(signal: AbortSignal): Promise<Login['headers']> {
    const login = await this.#loggedIn(signal)
    refuseExpired(login)
    return login.headers
  }

  /** The BMC is going away: that its session cannot be ended any more is no news. */
  expectLoss(): void {
    this.#lossExpected = true
  }

  /**
   * A login of its own at another address of the same BMC; whoever asks closes it.
   * @throws HwctlError `trust` where another certificate is shown there, `connect`, `login`, …
   */
  at(host: string, signal: AbortSignal): Promise<Session> {
    return Session.open(this.rest.at(host), this.#authentication, signal)
  }

  /** Ends this login over the other session's connection, as this one's address is about to go; a new request would log in anew. */
  async endOver(other: Session): Promise<void> {
    const login = await this.#login
    this.#login = undefined
    if (!login) return
    await this.#authentication.logout(other.rest, login, AbortSignal.timeout(LOGOUT_MS))
    this.#watcher?.ended(login)
  }

  /** @throws HwctlError `connect` in phase `logout` where the session may still be open on the BMC. */
  async close(): Promise<void> {
    try {
      const login = await this.#login?.catch(() => undefined)
      if (login) await this.#logout(login)
    } catch (thrown) {
      if (!this.#lossExpected) throw this.#leftOpen(thrown)
    } finally {
      await this.rest.close()
    }
  }

  /** The login in use, or a new one; one that failed is not kept. */
  #loggedIn(signal: AbortSignal): Promise<Login> {
    if (this.#login) return this.#login
    const grace = graceAfter(signal, () => this.rest.isWriting)
    const login = this.#authentication.login(this.rest, grace.signal).finally(grace.end)
    this.#login = login
    login.then(
      (made) => {
        this.#expired = made.expired
        if (!made.neverExpires) this.#watcher?.began(made)
      },
      () => {
        if (this.#login === login) this.#login = undefined
      },
    )
    return login
  }

  async #logout(login: Login): Promise<void> {
    await this.#authentication.logout(this.rest, login, AbortSignal.timeout(LOGOUT_MS))
    this.#watcher?.ended(login)
  }

  #send(request: RestRequest, login: Login): Promise<RestAnswer> {
    return this.rest.request({ ...request, headers: { ...request.headers, ...login.headers } })
  }

  #leftOpen(thrown: unknown): HwctlError {
    const { host, port } = this.rest.endpoint
    return new HwctlError(
      { kind: 'connect', host, port, reason: reasonOf(factsOf(thrown)), phase: 'logout' },
      thrown,
    )
  }
}

function refuseExpired({ expired }: Login): void {
  if (expired) throw new HwctlError(expired)
}

function reasonOf(facts: ErrorFacts): string {
  if (facts.kind === 'connect') return facts.reason
  if (facts.kind === 'bmc') return `[${facts.status}] ${facts.message}`
  return facts.kind === 'cancelled' ? 'timeout' : facts.kind
}

/** Aborts when `signal` does: at once while no login is on the wire, be it not asked for yet or put off, else after a grace. */
function graceAfter(signal: AbortSignal, isOnWire: () => boolean) {
  const late = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const aborted = () => {
    if (isOnWire()) timer = setTimeout(() => late.abort(signal.reason), LOGIN_GRACE_MS)
    else late.abort(signal.reason) // at once: a moment later it may be on the wire
  }
  if (signal.aborted) late.abort(signal.reason)
  const forget = onAbort(signal, aborted)
  return {
    signal: late.signal,
    end() {
      clearTimeout(timer)
      forget()
    },
  }
}
