import type { X509Certificate } from 'node:crypto'
import { createSecureContext, getCACertificates, type SecureContext, type TLSSocket } from 'node:tls'
import { HwctlError } from '../core/errors.ts'
import type { TlsLevel, TlsPolicy } from '../core/node.ts'

/** Where the fingerprints of BMC certificates are remembered between runs. */
export interface PinStore {
  /** SHA-256 fingerprint, colon separated, or undefined for a BMC never seen. */
  get(host: string, port: number): string | undefined
  /** Also takes the announced one away. */
  set(host: string, port: number, fingerprint: string): void
  /** The certificate that was put onto this BMC, and is trusted in the place of the other one as soon as it is shown. */
  announced(host: string, port: number): string | undefined
  /** Undefined where none is to come any more. */
  announce(host: string, port: number, fingerprint: string | undefined): void
}

/** Which BMC, and how its certificate is trusted. */
export interface Endpoint {
  readonly host: string
  readonly port: number
  readonly tls: TlsPolicy
  readonly tlsLevel: TlsLevel
  /** Another address of the same BMC: the certificate that is pinned for that one must be shown here too. */
  readonly pinnedAs?: string
}

/** The certificate of a connection. */
export interface ShownCertificate {
  /** SHA-256, colon separated. */
  readonly fingerprint: string
  /** Undefined where a TLS session was resumed. */
  readonly certificate: X509Certificate | undefined
}

/** Secure contexts made once each: a context per connection re-reads the CA store, 50 ms of CPU a node. */
export class Trust {
  readonly #contexts = new Map<string, SecureContext>()
  readonly #pins: PinStore
  readonly #extraCa: readonly string[]

  /** @param extraCa PEM certificates trusted besides the system's, for nodes with `tls: ca`. */
  constructor(pins: PinStore, extraCa: readonly string[] = []) {
    this.#pins = pins
    this.#extraCa = extraCa
  }

  context({ tls, tlsLevel }: Endpoint): SecureContext {
    const key = `${tls === 'ca' ? 'ca' : 'any'}${tlsLevel}`
    let context = this.#contexts.get(key)
    if (!context) {
      context = createSecureContext({
        ca: tls === 'ca' ? [...getCACertificates('default'), ...this.#extraCa] : [],
        ...(tlsLevel < 2 && { ciphers: `DEFAULT:@SECLEVEL=${tlsLevel}`, minVersion: 'TLSv1' }),
      })
      this.#contexts.set(key, context)
    }
    return context
  }

  /** Whether a TLS session may be gone on with that was begun with this certificate: not once another is pinned. */
  isCurrent({ host, port, tls, pinnedAs }: Endpoint, fingerprint: string): boolean {
    return tls !== 'pin' || this.#pins.get(pinnedAs ?? host, port) === fingerprint
  }

  /**
   * This certificate is about to be put onto the BMC: what is pinned follows, as soon as exactly this one is shown.
   * @param fingerprint undefined where the BMC did not take it
   */
  announce({ host, port, tls }: Endpoint, fingerprint: string | undefined): void {
    if (tls === 'pin') this.#pins.announce(host, port, fingerprint)
  }

  /**
   * Checks the certificate of a finished handshake; remembers it where the BMC is seen for the first time.
   * @param before fingerprint of the connection whose TLS session this one may have resumed
   * @returns what was shown: Node gives a certificate out once
   * @throws HwctlError `trust`
   */
  check(endpoint: Endpoint, socket: TLSSocket, before?: string): ShownCertificate {
    const { host, port, tls } = endpoint
    const certificate = socket.getPeerX509Certificate()
    const found = certificate?.fingerprint256 ?? (socket.isSessionReused() ? before : undefined) ?? ''
    if (tls === 'ca' && !socket.authorized)
      throw new HwctlError({ kind: 'trust', host, port, reason: String(socket.authorizationError) })
    if (tls === 'pin') this.#checkPin(endpoint, found)
    return { fingerprint: found, certificate }
  }

  #checkPin({ host, port, pinnedAs }: Endpoint, found: string): void {
    if (!found) throw new HwctlError({ kind: 'trust', host, port, reason: 'no certificate was shown' })
    const expected = this.#pins.get(pinnedAs ?? host, port)
    if (expected === undefined || (pinnedAs && expected === found)) this.#pins.set(host, port, found)
    else if (expected === found) return
    else if (!pinnedAs && this.#pins.announced(host, port) === found) this.#pins.set(host, port, found)
    else
      throw new HwctlError({
        kind: 'trust',
        host,
        port,
        reason: 'the certificate has changed',
        expected,
        found,
      })
  }
}
