import type { X509Certificate } from 'node:crypto'
import { Client } from 'undici'
import { HwctlError } from '../core/errors.ts'
import { jsonOf } from './body.ts'
import { connectError, isReset, isSlow } from './connect-error.ts'
import { bmcConnector, type ConnectParts, certificateInTurn } from './connector.ts'
import { type EventStream, type EventsRequest, openEventStream } from './event-stream.ts'
import { type ExchangeEnds, exchange, type Incoming } from './exchange.ts'
import { exchangeFrom } from './exchange-from.ts'
import { exchangeInto } from './exchange-into.ts'
import type { InFlight, LoadSign } from './in-flight.ts'
import { MAX_ANSWER_BYTES } from './limits.ts'
import { type MessageStream, openMessageStream, type StreamRequest } from './message-stream.ts'
import type { RestAnswer, RestRequest, Tracer } from './request.ts'
import { type RetryPace, retryAfterMs } from './retry.ts'
import type { Endpoint } from './trust.ts'

/** What all connections of a process share. */
export interface RestParts extends ConnectParts {
  readonly inFlight: InFlight
  readonly retry: RetryPace
}

/** An idle connection is the session pool's to close, unless the BMC says that it will do so earlier. */
const KEEP_ALIVE_MS = 600_000

/** undici's word for a body of any size. */
const ANY_SIZE = -1

const JSON_HEADER = { 'content-type': 'application/json' }

/** One HTTPS connection to one BMC, kept alive; knows no API. Requests go one after the other. */
export class Rest {
  readonly endpoint: Endpoint
  readonly #origin: string
  readonly #client: Client
  /** For bodies of any size, which undici bounds per connection; made when the first one is asked for. */
  #downloads: Client | undefined
  readonly #tracers = new Set<Tracer>()
  readonly #closing = new AbortController()
  #isConnected = false
  #connections = 0
  #writes = 0
  #hasAnswered = false
  readonly #parts: RestParts

  constructor(endpoint: Endpoint, parts: RestParts) {
    this.endpoint = endpoint
    this.#parts = parts
    this.#origin = originOf(endpoint)
    this.#client = this.#connection(MAX_ANSWER_BYTES)
    this.#client.on('connect', () => {
      this.#isConnected = true
      this.#connections += 1
    })
    this.#client.on('disconnect', () => {
      this.#isConnected = false
    })
  }

  /**
   * One exchange; answers of every status are returned. Requests that may be repeated are, a bounded number of times:
   * after 503 and 429 when the BMC says, and once after a connection that was reset.
   * @throws HwctlError `connect`, `trust`, `malformed` (larger than 16 MiB, not HTTP), `cancelled`
   */
  async request(request: RestRequest): Promise<RestAnswer> {
    const repeatable = request.repeatable ?? request.method === 'GET'
    let resets = 0
    for (let waits = 0; ; ) {
      const before = this.#isConnected ? -1 : this.#connections
      try {
        const answer = await (request.method === 'GET' ? this.#follow(request) : this.#write(request))
        const pauseMs = repeatable ? retryAfterMs(answer, this.#parts.retry, waits) : undefined
        if (pauseMs === undefined) return answer
        waits += 1
        await this.#parts.retry.sleep(pauseMs, request.signal)
      } catch (thrown) {
        if (repeatable && isReset(thrown) && resets++ === 0 && !request.signal.aborted) continue
        throw this.#explain(thrown, request, this.#connections > before)
      }
    }
  }

  /**
   * A WebSocket to this BMC, on a connection of its own.
   * @throws HwctlError `connect`, `trust`, `cancelled`; `bmc` with the status of a server that does not open one
   */
  async stream(request: StreamRequest): Promise<MessageStream> {
    const shown = { ...request, method: 'GET' } as const
    for (const tracer of this.#tracers) tracer.sent(shown, this.#origin + request.path)
    const opened = await openMessageStream(this.endpoint, this.#parts, request)
    const answer = { status: 101, headers: {}, json: undefined, text: '', path: request.path }
    for (const tracer of this.#tracers) tracer.answered(shown, answer)
    return opened
  }

  /**
   * The certificate that the BMC shows on a new connection now; checked as on every other one, and nothing is sent.
   * @throws HwctlError `connect`, `trust`, `cancelled`
   */
  async certificate(signal: AbortSignal): Promise<X509Certificate | undefined> {
    const ending = AbortSignal.any([signal, this.#closing.signal])
    try {
      return await certificateInTurn(this.endpoint, this.#parts, ending)
    } catch (thrown) {
      throw this.#explain(thrown, { operation: 'certificate', method: 'GET', path: '', signal }, false)
    }
  }

  /** A certificate of this SHA-256 fingerprint is about to be put onto the BMC; undefined where it was not taken. See `Trust.announce`. */
  announceCertificate(fingerprint: string | undefined): void {
    this.#parts.trust.announce(this.endpoint, fingerprint)
  }

  /**
   * Server-Sent Events of this BMC, on a connection of its own.
   * @throws HwctlError `connect`, `trust`, `cancelled`; `bmc` with the status of a server that does not open one, `malformed`
   */
  async events(request: EventsRequest): Promise<EventStream> {
    const shown = { ...request, method: 'GET' } as const
    for (const tracer of this.#tracers) tracer.sent(shown, this.#origin + request.path)
    const opened = await openEventStream(this.endpoint, this.#parts, request)
    const answer = { status: 200, headers: {}, json: undefined, text: '', path: request.path }
    for (const tracer of this.#tracers) tracer.answered(shown, answer)
    return opened
  }

  /** Whether a request that changes something, a login for one, is on the wire now. */
  get isWriting(): boolean {
    return this.#isConnected && this.#writes > 0
  }

  /** Shows every exchange to somebody until the returned function is called. */
  watch(tracer: Tracer): () => void {
    this.#tracers.add(tracer)
    return () => this.#tracers.delete(tracer)
  }

  /** The same BMC at another of its addresses: it must show the certificate that is pinned for this one, and is watched as this one is. */
  at(host: string): Rest {
    const other = new Rest({ ...this.endpoint, host, pinnedAs: this.endpoint.host }, this.#parts)
    for (const tracer of this.#tracers) other.watch(tracer)
    return other
  }

  /** Closes the connection, and breaks off what is on the wire or still being connected. */
  async close(): Promise<void> {
    this.#closing.abort('closed') // a reason of our own spares the stack of an AbortError
    await Promise.all([this.#client.destroy(), this.#downloads?.destroy()])
  }

  #connection(maxResponseSize: number): Client {
    const { limits } = this.#parts
    return new Client(this.#origin, {
      connect: bmcConnector(this.endpoint, this.#parts, this.#closing.signal),
      headersTimeout: limits.firstByteMs,
      bodyTimeout: limits.bodyMs,
      maxResponseSize,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
    })
  }

  #downloadClient(): Client {
    this.#downloads ??= this.#connection(ANY_SIZE)
    return this.#downloads
  }

  async #write(request: RestRequest): Promise<RestAnswer> {
    this.#writes += 1
    try {
      return await this.#exchange(request)
    } finally {
      this.#writes -= 1
    }
  }

  /** Follows redirects of reading requests, on this BMC only. */
  async #follow(request: RestRequest): Promise<RestAnswer> {
    let path = request.path
    for (let hops = 0; ; hops++) {
      const answer = await this.#exchange(request, path)
      const { location } = answer.headers
      if (hops === 3 || !location || ![301, 302, 307, 308].includes(answer.status)) return answer
      const target = URL.parse(location, this.#origin)
      if (!target || target.origin !== new URL(this.#origin).origin) return answer
      path = target.pathname + target.search
    }
  }

  /** One exchange, when its turn comes; files, which are on their way for minutes, take no turn away from short requests. */
  async #exchange(request: RestRequest, path = request.path): Promise<RestAnswer> {
    if (request.upload || request.into) return this.#send(request, path)
    const { inFlight } = this.#parts
    await inFlight.enter(request.signal)
    let sign: LoadSign
    try {
      const answer = await this.#send(request, path)
      sign = answer.status === 503 || answer.status === 429 ? 'strained' : 'fine'
      this.#hasAnswered = true
      return answer
    } catch (thrown) {
      if (this.#hasAnswered && (isSlow(thrown) || isReset(thrown))) sign = 'strained'
      throw thrown
    } finally {
      inFlight.leave(sign)
    }
  }

  async #send(request: RestRequest, path: string): Promise<RestAnswer> {
    for (const tracer of this.#tracers) tracer.sent(request, this.#origin + path)
    const { status, headers, text } = await this.#carry(request, path)
    const got = { status, headers, json: jsonOf(text), text, path }
    for (const tracer of this.#tracers) tracer.answered(request, got)
    return got
  }

  /** Files of any size pass through, out or in; anything else is held whole. */
  #carry({ method, body, upload, into, signal, ...request }: RestRequest, path: string): Promise<Incoming> {
    const json = body === undefined ? undefined : JSON.stringify(body)
    const headers = {
      accept: into ? '*/*' : 'application/json',
      ...(json !== undefined && JSON_HEADER),
      ...request.headers,
    }
    const ends: ExchangeEnds = { signal, wholeBodyMs: this.#parts.limits.wholeBodyMs }
    if (upload) return exchangeFrom(this.#client, { method, path, headers }, { ...ends, upload })
    const outgoing = { method, path, headers, body: json ?? null }
    if (into) return exchangeInto(this.#downloadClient(), outgoing, { ...ends, into })
    return exchange(this.#client, outgoing, ends)
  }

  #explain(thrown: unknown, request: RestRequest, wasConnected: boolean): HwctlError {
    const outcomeUnknown =
      request.method !== 'GET' && (request.phase ?? 'request') === 'request' && wasConnected
    if (thrown instanceof HwctlError) return thrown
    if (request.signal.aborted)
      return new HwctlError(
        {
          kind: 'cancelled',
          reason: String(request.signal.reason),
          reached: true,
          ...(outcomeUnknown && { outcomeUnknown }),
        },
        thrown,
      )
    const { host, port } = this.endpoint
    const phase = request.phase ?? 'request'
    return connectError(thrown, { host, port, path: request.path }, { phase, outcomeUnknown })
  }
}

function originOf({ host, port }: Endpoint): string {
  return `https://${host.includes(':') ? `[${host}]` : host}:${port}`
}
