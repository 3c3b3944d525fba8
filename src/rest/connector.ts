import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { buildConnector } from 'undici'
import { HwctlError } from '../core/errors.ts'
import { NotConnected } from './connect-error.ts'
import type { Handshakes } from './handshakes.ts'
import type { Limits } from './limits.ts'
import type { Endpoint, Trust } from './trust.ts'

/** Everything that opening connections has in common, for all BMCs of a process. */
export interface ConnectParts {
  readonly trust: Trust
  readonly limits: Limits
  readonly handshakes: Handshakes
}

/** What an earlier connection to the same BMC left, so that the next one is cheaper (RFC 8446, 2.2). */
interface TlsMemory {
  session?: Buffer
  /** The certificate behind the session: a resumed handshake does not show it again. */
  fingerprint?: string
  /** Told of the certificate of a whole handshake. */
  readonly seen?: (certificate: X509Certificate | undefined) => void
}

/** How undici opens a connection to this BMC: TCP, TLS, then the check of the certificate. */
export function bmcConnector(
  endpoint: Endpoint,
  parts: ConnectParts,
  closing: AbortSignal,
): buildConnector.connector {
  let memory: TlsMemory = {}
  return (_options, callback) => {
    const open = async () => {
      if (closing.aborted) throw new Error('closed')
      const { fingerprint } = memory
      if (fingerprint !== undefined && !parts.trust.isCurrent(endpoint, fingerprint)) memory = {}
      return openTls(endpoint, parts, memory, closing)
    }
    parts.handshakes.inTurn(open).then(
      (socket) => callback(null, socket),
      (error: Error) => {
        memory = {} // a BMC that chokes on resumption gets a whole handshake the next time
        callback(error, null)
      },
    )
  }
}

/** A connection of its own to a BMC, checked like every other one, after its turn. @throws HwctlError `trust`; NotConnected */
export async function openInTurn(
  endpoint: Endpoint,
  parts: ConnectParts,
  closing: AbortSignal,
): Promise<TLSSocket> {
  return parts.handshakes.inTurn(async () => {
    if (closing.aborted) throw new Error('closed')
    return openTls(endpoint, parts, {}, closing)
  })
}

/** The certificate that a BMC shows on a new connection, checked like every other one, after its turn. @throws as `openInTurn` */
export async function certificateInTurn(
  endpoint: Endpoint,
  parts: ConnectParts,
  closing: AbortSignal,
): Promise<X509Certificate | undefined> {
  let shown: X509Certificate | undefined
  const seen = (certificate: X509Certificate | undefined) => {
    shown = certificate
  }
  const socket = await parts.handshakes.inTurn(() => openTls(endpoint, parts, { seen }, closing))
  socket.destroy()
  return shown
}

/** TCP, TLS, and the check of the certificate; rejects with a HwctlError `trust`, or NotConnected. */
export function openTls(
  endpoint: Endpoint,
  { trust, limits }: Omit<ConnectParts, 'handshakes'>,
  memory: TlsMemory = {},
  closing?: AbortSignal,
): Promise<TLSSocket> {
  const socket = connect({
    host: endpoint.host,
    port: endpoint.port,
    secureContext: trust.context(endpoint),
    rejectUnauthorized: false, // Trust.check decides, and can say why
    ALPNProtocols: ['http/1.1'],
    ...(memory.session && { session: memory.session }),
    ...(isIP(endpoint.host) === 0 && { servername: endpoint.host }),
  })
  socket.setNoDelay(true)
  socket.on('session', (session) => {
    memory.session = session
  })
  return new Promise((resolve, reject) => {
    const endAfter = (ms: number, code: string) =>
      setTimeout(() => socket.destroy(Object.assign(new Error(code), { code })), ms)
    let timer = endAfter(limits.connectMs, 'ETIMEDOUT')
    const connected = () => {
      clearTimeout(timer)
      timer = endAfter(limits.tlsMs, 'HWCTL_TLS_TIMEOUT')
    }
    const ended = () => failed(new Error('closed'))
    const failed = (error: Error) => {
      clearTimeout(timer)
      closing?.removeEventListener('abort', ended)
      socket.off('close', closed).on('error', () => undefined)
      socket.destroy()
      reject(error instanceof HwctlError ? error : new NotConnected(error))
    }
    const closed = () => failed(Object.assign(new Error('closed in the handshake'), { code: 'ECONNRESET' }))
    const secured = () => {
      clearTimeout(timer)
      closing?.removeEventListener('abort', ended)
      try {
        const { fingerprint, certificate } = trust.check(endpoint, socket, memory.fingerprint)
        memory.fingerprint = fingerprint
        memory.seen?.(certificate)
      } catch (error) {
        return failed(error as Error)
      }
      socket.off('connect', connected).off('error', failed).off('close', closed)
      resolve(socket)
    }
    closing?.addEventListener('abort', ended, { once: true })
    socket
      .once('connect', connected)
      .once('error', failed)
      .once('close', closed)
      .once('secureConnect', secured)
  })
}
