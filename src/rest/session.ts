import type { Rest, RestAnswer, RestRequest } from './rest.ts'

/** What a login gave: the headers that prove it, and what is needed to end it. */
export interface Login {
  readonly headers: Readonly<Record<string, string>>
  /** Where the session is to be ended, for protocols whose sessions have an address. */
  readonly location?: string
}

/** How one protocol logs in and out. */
export interface Authentication {
  /** @throws HwctlError `login` when refused. */
  login(rest: Rest, signal: AbortSignal): Promise<Login>
  /** @throws HwctlError where the session may be left open. */
  logout(rest: Rest, login: Login, signal: AbortSignal): Promise<void>
}

/** How long, in milliseconds, the end of a session may take; it happens after a cancelled run too. */
const LOGOUT_MS = 10_000

/** A connection with a login. Logs in again, once a request, when the BMC has forgotten it; ends the login when closed. */
export class Session {
  readonly rest: Rest
  /** What a client found out about this BMC and may use again while the session lasts. */
  readonly memory = new Map<string, unknown>()
  readonly #authentication: Authentication
  #login: Promise<Login> | undefined
  #lossExpected = false

  private constructor(rest: Rest, authentication: Authentication) {
    this.rest = rest
    this.#authentication = authentication
  }

  /** @throws HwctlError `login`, `connect`, …; the connection is closed then. */
  static async open(rest: Rest, authentication: Authentication, signal: AbortSignal): Promise<Session> {
    const session = new Session(rest, authentication)
    try {
      await session.#loggedIn(signal)
    } catch (thrown) {
      await rest.close()
      throw thrown
    }
    return session
  }

  /** One authenticated request. A 401 is answered by a new login: the request it met was not carried out. */
  async request(request: RestRequest): Promise<RestAnswer> {
    const used = this.#loggedIn(request.signal)
    const answer = await this.#send(request, await used)
    if (answer.status !== 401) return answer
    if (this.#login === used) this.#login = undefined
    return this.#send(request, await this.#loggedIn(request.signal))
  }

  /** The BMC is going away: that its session cannot be ended any more is no news. */
  expectLoss(): void {
    this.#lossExpected = true
  }

  /** @throws HwctlError where the session may still be open on the BMC. */
  async close(): Promise<void> {
    try {
      const login = await this.#login?.catch(() => undefined)
      if (login) await this.#authentication.logout(this.rest, login, AbortSignal.timeout(LOGOUT_MS))
    } catch (thrown) {
      if (!this.#lossExpected) throw thrown
    } finally {
      await this.rest.close()
    }
  }

  /** The login in use, or a new one; one that failed is not kept. */
  #loggedIn(signal: AbortSignal): Promise<Login> {
    if (this.#login) return this.#login
    const login = this.#authentication.login(this.rest, signal)
    this.#login = login
    login.catch(() => {
      if (this.#login === login) this.#login = undefined
    })
    return login
  }

  #send(request: RestRequest, login: Login): Promise<RestAnswer> {
    return this.rest.request({ ...request, headers: { ...request.headers, ...login.headers } })
  }
}
