import type { Socket } from 'node:net'
import { frame } from '../edges/xcat/frame.ts'

/**
 * Writes frames, each with a system call of its own: Perl's single `recv` gets a frame whole only where the kernel
 * got it whole, and writes that are gathered into one are cut anywhere.
 */
export class FrameWriter {
  readonly #socket: Socket
  #last: Promise<void> = Promise.resolve()

  constructor(socket: Socket) {
    this.#socket = socket
  }

  /** Resolves once the kernel has taken the frame, or the client is gone: a slow reader makes the writer wait. */
  write(body: string): Promise<void> {
    this.#last = this.#last.then(() => this.#writeNow(body))
    return this.#last
  }

  #writeNow(body: string): Promise<void> {
    if (!this.#socket.writable) return Promise.resolve()
    return new Promise((resolve) => {
      this.#socket.write(frame(body), () => resolve())
    })
  }
}
