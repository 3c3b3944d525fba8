import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'

const BACKLOG = 128

/** Where one BMC meets the network: a listening socket, and the connections that came of it. */
export class NetworkPort {
  readonly #address: string
  readonly #port: number
  readonly #accept: (socket: Socket) => void
  #server: Server | undefined
  #sockets: Set<Socket> | undefined
  #isBlocked = false

  constructor(address: string, port: number, accept: (socket: Socket) => void) {
    this.#address = address
    this.#port = port
    this.#accept = accept
  }

  get isUp(): boolean {
    return this.#server !== undefined
  }

  get connectionCount(): number {
    return this.#sockets?.size ?? 0
  }

  /** Listens, unless it is blocked. @throws the operating system's error, as EADDRINUSE */
  async up(): Promise<void> {
    if (this.#server || this.#isBlocked) return
    const server = createServer({ noDelay: true }, (socket) => this.#welcome(socket))
    this.#server = server
    try {
      server.listen({ host: this.#address, port: this.#port, backlog: BACKLOG })
      await once(server, 'listening')
    } catch (error) {
      this.#server = undefined
      throw error
    }
  }

  /** Refuses new connections and breaks off those there are. */
  down(): void {
    this.#server?.close()
    this.#server = undefined
    this.drop()
  }

  /** Breaks off all connections. */
  drop(): void {
    for (const socket of this.#sockets ?? []) socket.destroy()
    this.#sockets = undefined
  }

  /** Refuses connections whatever is asked of it, until it is unblocked. */
  block(): void {
    this.#isBlocked = true
    this.down()
  }

  /** May listen again. */
  unblock(): void {
    this.#isBlocked = false
  }

  /** Breaks off the connection from this port with a TCP reset. */
  reset(remotePort: number | undefined): void {
    for (const socket of this.#sockets ?? [])
      if (socket.remotePort === remotePort) {
        socket.resetAndDestroy()
        return
      }
  }

  #welcome(socket: Socket): void {
    if (!this.#server) {
      socket.destroy()
      return
    }
    this.#sockets ??= new Set()
    const sockets = this.#sockets
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    this.#accept(socket)
  }
}
