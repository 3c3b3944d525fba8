import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'

const BACKLOG = 128

/** Where one BMC meets the network: a listening socket for each of its addresses, and the connections that came of them. */
export class NetworkPort {
  #addresses: readonly string[]
  readonly #port: number
  readonly #accept: (socket: Socket) => void
  #servers: Map<string, Server> | undefined
  #sockets: Set<Socket> | undefined
  #isBlocked = false

  constructor(address: string, port: number, accept: (socket: Socket) => void) {
    this.#addresses = [address]
    this.#port = port
    this.#accept = accept
  }

  get isUp(): boolean {
    return this.#servers !== undefined
  }

  get connectionCount(): number {
    return this.#sockets?.size ?? 0
  }

  /** Listens, unless it is blocked. @throws the operating system's error, as EADDRINUSE */
  async up(): Promise<void> {
    if (this.#servers || this.#isBlocked) return
    this.#servers = new Map()
    try {
      for (const address of this.#addresses) await this.#listen(address)
    } catch (error) {
      this.#closeAll()
      throw error
    }
  }

  /** Refuses new connections and breaks off those there are. */
  down(): void {
    this.#closeAll()
    this.drop()
  }

  /** Is at these addresses from now on, and nowhere else; where somebody else listens, it is not heard. */
  async moveTo(addresses: readonly string[]): Promise<void> {
    this.#addresses = addresses
    if (!this.#servers) return
    for (const [address, server] of [...this.#servers])
      if (!addresses.includes(address)) {
        server.close()
        this.#servers.delete(address)
      }
    for (const socket of this.#sockets ?? [])
      if (!addresses.includes(socket.localAddress ?? '')) socket.destroy()
    for (const address of addresses) await this.#listen(address).catch(() => undefined)
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

  async #listen(address: string): Promise<void> {
    if (!this.#servers || this.#servers.has(address)) return
    const server = createServer({ noDelay: true }, (socket) => this.#welcome(socket, server))
    this.#servers.set(address, server)
    try {
      server.listen({ host: address, port: this.#port, backlog: BACKLOG })
      await once(server, 'listening')
    } catch (error) {
      if (this.#servers?.get(address) === server) this.#servers.delete(address)
      throw error
    }
  }

  #closeAll(): void {
    for (const server of this.#servers?.values() ?? []) server.close()
    this.#servers = undefined
  }

  #welcome(socket: Socket, server: Server): void {
    if (![...(this.#servers?.values() ?? [])].includes(server)) {
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
