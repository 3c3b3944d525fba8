import { once } from 'node:events'
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'

/** How a connection ended: in order, with the code of an error, or not within the time given. */
export type Ending = 'closed' | 'open' | string

/** One TLS connection to a BMC, on which a test says and sees the bytes of HTTP. */
export class RawConnection implements Disposable {
  readonly #socket: TLSSocket
  readonly #ended: Promise<Ending>
  /** Every piece as it came. */
  readonly pieces: Buffer[] = []

  private constructor(socket: TLSSocket) {
    this.#socket = socket
    socket.on('data', (piece) => this.pieces.push(piece))
    this.#ended = new Promise((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)))
      socket.once('close', () => resolve('closed'))
    })
  }

  static async open({ address, port }: SimulatedBmc): Promise<RawConnection> {
    const socket = connect({ host: address, port, rejectUnauthorized: false })
    await once(socket, 'secureConnect')
    return new RawConnection(socket)
  }

  get certificate(): PeerCertificate {
    return this.#socket.getPeerCertificate()
  }

  get text(): string {
    return Buffer.concat(this.pieces).toString('latin1')
  }

  get(path: string): void {
    this.#socket.write(`GET ${path} HTTP/1.1\r\nHost: bmc\r\n\r\n`)
  }

  /** Waits for the end of the connection, or for so long. */
  async ending(withinMs: number): Promise<Ending> {
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<Ending>((resolve) => {
      timer = setTimeout(() => resolve('open'), withinMs)
    })
    const ended = await Promise.race([this.#ended, patience])
    clearTimeout(timer)
    return ended
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }
}
