import type { RequestListener } from 'node:http'
import { createServer, type Server, type ServerOptions } from 'node:https'
import type { Socket } from 'node:net'
import type { Certificate } from './certificate.ts'
import type { Upgrade } from './web-sockets.ts'

/** Longer than any client keeps a connection: closing is the client's to decide. */
const KEEP_ALIVE_MS = 3_600_000

/**
 * Old TLS stacks sign their key exchange with SHA-1 and know nothing after TLS 1.2. It is this signature that OpenSSL 3 refuses
 * above security level 0; the certificate alone would pass, as Node looks at it only after the handshake.
 */
const OLD_TLS: ServerOptions = {
  ciphers: 'DEFAULT:@SECLEVEL=0',
  minVersion: 'TLSv1',
  maxVersion: 'TLSv1.2',
  sigalgs: 'RSA+SHA1',
}

/** TLS and HTTP for every BMC: one server per certificate, none of which listens by itself. */
export class TlsFront {
  readonly #servers = new Map<Certificate, Server>()
  readonly #listener: RequestListener

  readonly #upgrade: Upgrade | undefined

  constructor(listener: RequestListener, upgrade?: Upgrade) {
    this.#listener = listener
    this.#upgrade = upgrade
  }

  /** Takes over a connection that a BMC has accepted. */
  accept(socket: Socket, certificate: Certificate): void {
    this.#server(certificate).emit('connection', socket)
  }

  close(): void {
    for (const server of this.#servers.values()) server.close()
    this.#servers.clear()
  }

  #server(certificate: Certificate): Server {
    const known = this.#servers.get(certificate)
    if (known) return known
    const server = createServer(
      {
        key: certificate.key,
        cert: certificate.cert,
        ...(certificate.isOld && OLD_TLS),
        keepAliveTimeout: KEEP_ALIVE_MS,
      },
      this.#listener,
    )
    if (this.#upgrade) server.on('upgrade', this.#upgrade)
    // A client that breaks off, or refuses the certificate, is no matter of the simulator's.
    server.on('tlsClientError', (_error, socket) => socket.destroy())
    server.on('clientError', (_error, socket) => socket.destroy())
    this.#servers.set(certificate, server)
    return server
  }
}
