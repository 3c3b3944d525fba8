import { ReliableStream } from './reliable-stream.ts'
import type { SealedLink } from './sealed-link.ts'
import { type LinkMessage, linkMessage, readLinkMessage, type StreamFrame } from './stream-frame.ts'

/** How often, in milliseconds, the two ends of a link say that they are there. */
export const BEAT_MS = 1000

/** What one end of a link works with. */
export interface LinkParts {
  readonly sealed: SealedLink
  /** What its own messages begin with. */
  readonly head: Uint8Array
  /** How long the heads of the other side's messages are. */
  readonly peerHeadBytes: number
  publish(message: Uint8Array): void
  /** A run that is not known here: true where it is to be begun with this frame. */
  begins(frame: StreamFrame): boolean
}

/** One end of what joins a broker process and a service node process: the streams of their runs, sealed, and signs of life. */
export class LinkEnd {
  readonly #parts: LinkParts
  readonly #streams = new Map<number, ReliableStream>()
  #silentMs = 0
  #isClosed = false

  constructor(parts: LinkParts) {
    this.#parts = parts
  }

  /** How long, in milliseconds, nothing has been heard, as far as this process was awake. */
  get silentMs(): number {
    return this.#silentMs
  }

  get runs(): number {
    return this.#streams.size
  }

  open(run: number): ReliableStream {
    const stream = new ReliableStream(run, (frame) => this.#say({ is: 'frame', frame }))
    this.#streams.set(run, stream)
    if (this.#isClosed) stream.close()
    return stream
  }

  /** False for what was not sealed for this link. */
  hear(message: Uint8Array): boolean {
    const opened = this.#parts.sealed.open(message, this.#parts.peerHeadBytes)
    if (!opened) return false
    this.#silentMs = 0
    const said = readLinkMessage(opened)
    if (said?.is === 'unknown-run') this.#streams.get(said.run)?.close()
    if (said?.is === 'frame') this.#take(said.frame)
    return true
  }

  /** @param elapsedMs since the last time; a process that was stopped for long does not take that for silence */
  tick(elapsedMs: number): void {
    this.#silentMs += Math.min(elapsedMs, 2 * BEAT_MS)
    this.#say({ is: 'beat' })
    for (const [run, stream] of this.#streams) {
      stream.tick()
      if (stream.isDone) this.#streams.delete(run)
    }
  }

  /** The way was interrupted, and is there again: silence begins to be counted anew. */
  resume(): void {
    this.#silentMs = 0
    this.#say({ is: 'beat' })
    for (const stream of this.#streams.values()) stream.resume()
  }

  /** The other side is gone, or is given up. */
  close(): void {
    this.#isClosed = true
    for (const stream of this.#streams.values()) stream.close()
    this.#streams.clear()
  }

  #take(frame: StreamFrame): void {
    let stream = this.#streams.get(frame.run)
    if (!stream && this.#parts.begins(frame)) stream = this.#streams.get(frame.run)
    if (stream) stream.take(frame)
    else if (frame.seq > 0) this.#say({ is: 'unknown-run', run: frame.run })
  }

  #say(message: LinkMessage): void {
    if (!this.#isClosed) this.#parts.publish(this.#parts.sealed.seal(this.#parts.head, linkMessage(message)))
  }
}
