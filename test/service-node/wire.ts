import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/** A way to NATS that takes its time, keeps what passes, and can be cut. */
export class Wire {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  readonly #chunks: Buffer[] = []
  #isCut = false
  delayMs = 0

  private constructor(t: TestContext, to: number) {
    this.#server = createServer((near) => {
      if (this.#isCut) return void near.destroy()
      const far = connect(to, '127.0.0.1')
      this.#pass(near, far)
      this.#pass(far, near)
    })
    t.after(() => {
      this.cut()
      this.#server.close()
    })
  }

  /** @param to the port of NATS */
  static async open(t: TestContext, to: number): Promise<Wire> {
    const wire = new Wire(t, to)
    wire.#server.listen(0, '127.0.0.1')
    await once(wire.#server, 'listening')
    return wire
  }

  get url(): string {
    const address = this.#server.address()
    return `nats://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  }

  /** Everything that passed, in both directions. */
  get passed(): Buffer {
    return Buffer.concat(this.#chunks)
  }

  /** Nothing passes any more, and nobody gets through. */
  cut(): void {
    this.#isCut = true
    for (const socket of this.#sockets) socket.destroy()
  }

  mend(): void {
    this.#isCut = false
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from)
    from.on('data', (chunk) => {
      this.#chunks.push(chunk)
      if (this.delayMs === 0) to.write(chunk)
      else setTimeout(() => to.writable && to.write(chunk), this.delayMs)
    })
    from.on('error', () => undefined)
    from.on('close', () => {
      this.#sockets.delete(from)
      to.destroy()
    })
  }
}
