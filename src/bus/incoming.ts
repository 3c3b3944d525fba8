import { Channel } from '../core/channel.ts'
import type { StreamFrame } from './stream-frame.ts'

/** The side of a stream that takes frames: in order, each once, and as many as the reader has room for. */
export class Incoming {
  readonly #frames = new Channel<StreamFrame>()
  readonly #window: number
  readonly #taken: () => void
  #received = 0
  #read = 0
  #isGapTold = false
  #isEnded = false

  /** @param taken told when the reader has taken a frame */
  constructor(window: number, taken: () => void) {
    this.#window = window
    this.#taken = taken
  }

  /** Frames are here without a gap up to this one. */
  get received(): number {
    return this.#received
  }

  /** Frames up to this one may come. */
  get credit(): number {
    return this.#read + this.#window
  }

  /** The last frame is here. */
  get isEnded(): boolean {
    return this.#isEnded
  }

  /** `gap`: one before it is missing, which is told once until `forgetGap`. */
  take(frame: StreamFrame): 'taken' | 'known' | 'gap' {
    if (frame.seq <= this.#received || frame.seq > this.credit || this.#isEnded) return 'known'
    if (frame.seq > this.#received + 1) {
      const is = this.#isGapTold ? 'known' : 'gap'
      this.#isGapTold = true
      return is
    }
    this.#received = frame.seq
    this.#isGapTold = false
    this.#frames.push(frame)
    if (frame.isEnd) {
      this.#isEnded = true
      this.#frames.close()
    }
    return 'taken'
  }

  forgetGap(): void {
    this.#isGapTold = false
  }

  close(): void {
    this.#frames.close()
  }

  /** Whole messages, in order. */
  async *messages(): AsyncGenerator<Buffer, void, undefined> {
    let parts: Uint8Array[] = []
    for await (const { seq, isPart, isEnd, body } of this.#frames) {
      parts.push(body)
      if (!isPart && !isEnd) {
        yield Buffer.concat(parts)
        parts = []
      }
      this.#read = seq
      this.#taken()
    }
  }
}
