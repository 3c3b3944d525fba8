import { X509Certificate } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkServerIdentity as ownCheck, type PeerCertificate } from 'node:tls'
import { connect, errors, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node'
import { HwctlError } from '../core/errors.ts'

/** How NATS is reached, and who comes. */
export interface BusSettings {
  /** `tls://host:4222`, or `nats://…` where there is no TLS; several for a cluster. */
  readonly servers: readonly string[]
  /** The nkey's seed, `SU…`; without it nobody logs in. */
  readonly seed?: string
  /** PEM: whom the server's certificate is to be from; with it, a server without TLS is refused. */
  readonly ca?: string
  /** What the connection is called in the server's monitoring, and its inbox is named after. */
  readonly name: string
}

/** How long, in milliseconds, a connection may take to come about. */
const CONNECT_MS = 8000
/** How soon, in milliseconds, a lost connection is tried again, and with how much chance in it. */
const AGAIN_MS = 250
const PING_MS = 5000
const LAST_MS = 500

/** A connection to NATS that comes back by itself when it is lost. */
export class Bus implements AsyncDisposable {
  readonly connection: NatsConnection
  readonly closed: Promise<undefined | Error>
  readonly #returned = new Set<() => void>()
  #isConnected = true

  private constructor(connection: NatsConnection) {
    this.connection = connection
    this.closed = connection.closed().then((why) => {
      this.#isConnected = false
      return why || undefined
    })
    void this.#watch()
  }

  /** @throws HwctlError `service-node` with the reason: no server answers, or it refuses who comes */
  static async connect({ servers, seed, ca, name }: BusSettings): Promise<Bus> {
    try {
      const connection = await connect({
        servers: [...servers],
        name,
        inboxPrefix: `_INBOX.${name}`,
        timeout: CONNECT_MS,
        maxReconnectAttempts: -1,
        reconnectTimeWait: AGAIN_MS,
        reconnectJitter: AGAIN_MS,
        reconnectJitterTLS: AGAIN_MS,
        pingInterval: PING_MS,
        noAsyncTraces: true,
        ...(seed !== undefined && { authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)) }),
        ...(ca !== undefined && { tls: trusting(ca) }),
      })
      return new Bus(connection)
    } catch (thrown) {
      const reason = `${servers.join(', ')}: ${reasonOf(thrown)}`
      throw new HwctlError({ kind: 'service-node', serviceNode: name, problem: 'bus', reason }, thrown)
    }
  }

  /** False while it is being tried again. */
  get isConnected(): boolean {
    return this.#isConnected
  }

  /** What cannot be sent now is dropped: who needs it to arrive sends it again. */
  publish(subject: string, message: Uint8Array | string): void {
    if (this.#isConnected && !this.connection.isClosed()) this.connection.publish(subject, message)
  }

  /** @returns what ends it */
  listen(subject: string, hear: (message: Uint8Array, subject: string) => void): () => void {
    const subscription = this.connection.subscribe(subject, {
      callback: (error, message) => {
        if (!error) hear(message.data, message.subject)
      },
    })
    return () => subscription.unsubscribe()
  }

  /** Resolves when the server knows what is listened to. */
  async settled(): Promise<void> {
    await this.connection.flush()
  }

  /** Told when a lost connection is there again. */
  onReturn(tell: () => void): void {
    this.#returned.add(tell)
  }

  /** What was said last still gets there. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isConnected && !this.connection.isClosed())
      await Promise.race([this.connection.flush().catch(() => undefined), sleep(LAST_MS)])
    await this.connection.close()
  }

  async #watch(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type === 'disconnect') this.#isConnected = false
      if (type !== 'reconnect') continue
      this.#isConnected = true
      for (const tell of this.#returned) tell()
    }
  }
}

/** Whether a connection that failed may come about later: nobody was there. Credentials and certificates do not become right. */
export function mayComeAbout({ cause }: Error): boolean {
  return cause instanceof errors.ConnectionError || cause instanceof errors.TimeoutError
}

/** A server is trusted for showing this very certificate, by whatever name it is reached; or for having one from that authority. */
function trusting(ca: string) {
  const { raw } = new X509Certificate(ca)
  const isTheOne = (shown: PeerCertificate) => raw.equals(shown.raw)
  const checkServerIdentity = (host: string, shown: PeerCertificate) =>
    isTheOne(shown) ? undefined : ownCheck(host, shown)
  return { ca, checkServerIdentity }
}

function reasonOf(thrown: unknown): string {
  if (thrown instanceof errors.AuthorizationError || thrown instanceof errors.UserAuthenticationExpiredError)
    return 'it refuses the credentials'
  if (!(thrown instanceof Error)) return String(thrown)
  const { cause } = thrown
  return cause instanceof Error && cause.message ? cause.message : thrown.message || thrown.name
}
