import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { Handshakes } from '../../src/rest/handshakes.ts'
import { InFlight } from '../../src/rest/in-flight.ts'
import { DEFAULT_LIMITS, type Limits } from '../../src/rest/limits.ts'
import { Rest } from '../../src/rest/rest.ts'
import type { RetryPace } from '../../src/rest/retry.ts'
import { type Endpoint, type PinStore, Trust } from '../../src/rest/trust.ts'
import { CertificatePool } from '../../src/simulator/certificate-pool.ts'
import { CERTIFICATES } from '../simulator/fleet.ts'

/** A real HTTPS server on loopback, whose answers a test writes. */
export interface WebServer {
  readonly endpoint: Endpoint
  readonly sockets: ReadonlySet<Socket>
  close(): Promise<void>
}

/** Neighbours have different certificates. */
const started = { servers: 0 }

export async function serve(listener: RequestListener, address = '127.0.0.1'): Promise<WebServer> {
  const pool = await CertificatePool.open(CERTIFICATES)
  started.servers += 1
  const { key, cert } = await pool.modern(started.servers)
  return listen(https.createServer({ key, cert }, listener), address)
}

/** A server that takes connections and does not speak TLS. */
export function serveWithoutTls(listener: RequestListener): Promise<WebServer> {
  return listen(createServer(listener), '127.0.0.1')
}

async function listen(
  server: https.Server | ReturnType<typeof createServer>,
  address: string,
): Promise<WebServer> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, address)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    endpoint: { host: address, port, tls: 'pin', tlsLevel: 2 },
    sockets,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Certificates remembered in memory. */
export function memoryPins(
  known: Record<string, string> = {},
): PinStore & { readonly known: Record<string, string> } {
  const announced = new Map<string, string | undefined>()
  return {
    known,
    get: (host, port) => known[`${host}:${port}`],
    set(host, port, fingerprint) {
      known[`${host}:${port}`] = fingerprint
      announced.delete(`${host}:${port}`)
    },
    announced: (host, port) => announced.get(`${host}:${port}`),
    announce: (host, port, fingerprint) => void announced.set(`${host}:${port}`, fingerprint),
  }
}

/** Retries that are counted, not waited for. */
export function noPause(pauses: number[] = []): RetryPace {
  return { tries: 3, pauseMs: 1000, maxPauseMs: 15_000, sleep: async (ms) => void pauses.push(ms) }
}

/** A connection to such a server, with limits that a test shrinks. */
export function restTo(
  endpoint: Endpoint,
  over: { readonly limits?: Partial<Limits>; readonly pins?: PinStore; readonly retry?: RetryPace } = {},
): Rest {
  return new Rest(endpoint, {
    trust: new Trust(over.pins ?? memoryPins()),
    limits: { ...DEFAULT_LIMITS, ...over.limits },
    handshakes: new Handshakes(8),
    inFlight: new InFlight(),
    retry: over.retry ?? noPause(),
  })
}
