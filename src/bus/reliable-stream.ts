import { Incoming } from './incoming.ts'
import type { StreamFrame } from './stream-frame.ts'

/** The longest body of a frame, in bytes; NATS takes messages of 1 MiB. */
export const MAX_BODY_BYTES = 256 * 1024

/** Frames that may be under way, or wait for the reader on the other side. */
export const WINDOW = 16

type Sent = Pick<StreamFrame, 'seq' | 'isPart' | 'isEnd' | 'body'>

/**
 * One run's messages in both directions over a way that may lose, double and reorder: frames are numbered, kept until they are
 * acknowledged, and sent again; a reader that is slow makes the sender wait. Whoever owns it calls `tick` every second.
 */
export class ReliableStream implements AsyncIterable<Buffer> {
  readonly #run: number
  readonly #out: (frame: StreamFrame) => void
  readonly #incoming: Incoming
  readonly #allTaken = Promise.withResolvers<void>()
  #unacknowledged: Sent[] = []
  #sent = 0
  #credit = WINDOW
  #isProgressing = true
  #isClosed = false
  #isEnded = false
  #moreCredit: PromiseWithResolvers<void> | undefined
  #lastSend: Promise<void> = Promise.resolve()
  #ackSoon: NodeJS.Immediate | undefined

  /** @param out puts a frame on its way, and may lose it */
  constructor(run: number, out: (frame: StreamFrame) => void) {
    this.#run = run
    this.#out = out
    this.#incoming = new Incoming(WINDOW, () => this.#acknowledgeSoon())
  }

  /** Both directions have come to their ends, and the other side knows. */
  get isDone(): boolean {
    return this.#isEnded && this.#unacknowledged.length === 0 && this.#incoming.isEnded
  }

  get hasEndedThere(): boolean {
    return this.#incoming.isEnded
  }

  /** Resolves when the message is on its way: the other side's slowness is waited for. Nothing is sent any more once it is closed. */
  send(message: Uint8Array): Promise<void> {
    this.#lastSend = this.#lastSend.then(() => this.#sendNow(message))
    return this.#lastSend
  }

  /** Nothing follows; resolves when the other side has everything, or the stream is closed. */
  async end(): Promise<void> {
    this.#lastSend = this.#lastSend.then(() => this.#sendFrame(new Uint8Array(0), { isEnd: true }))
    await this.#lastSend
    this.#isEnded = true
    if (this.#unacknowledged.length === 0) this.#allTaken.resolve()
    await this.#allTaken.promise
  }

  /** The other side is gone: reading ends after what is here, and nothing is sent any more. */
  close(): void {
    this.#isClosed = true
    clearImmediate(this.#ackSoon)
    this.#incoming.close()
    this.#moreCredit?.resolve()
    this.#allTaken.resolve()
  }

  take(frame: StreamFrame): void {
    if (this.#isClosed) return
    this.#acknowledged(frame)
    if (frame.wantsAgain) this.#sendAgain()
    if (frame.seq === 0) return
    if (this.#incoming.take(frame) === 'gap') this.#acknowledge(true)
    else if (frame.isEnd) this.#acknowledge(false)
    else this.#acknowledgeSoon()
  }

  /** Sends again what nobody acknowledged since the last time, and says how far things are here. */
  tick(): void {
    if (this.#isClosed) return
    if (!this.#isProgressing) this.#sendAgain()
    this.#isProgressing = this.#unacknowledged.length === 0
    this.#incoming.forgetGap()
    this.#acknowledge(false)
  }

  /** The way was interrupted, and is there again. */
  resume(): void {
    this.#isProgressing = false
    this.tick()
  }

  [Symbol.asyncIterator](): AsyncIterator<Buffer> {
    return this.#incoming.messages()
  }

  async #sendNow(message: Uint8Array): Promise<void> {
    for (let at = 0; at === 0 || at < message.length; at += MAX_BODY_BYTES) {
      const isPart = at + MAX_BODY_BYTES < message.length
      await this.#sendFrame(message.subarray(at, at + MAX_BODY_BYTES), { isPart })
    }
  }

  async #sendFrame(body: Uint8Array, { isPart = false, isEnd = false }): Promise<void> {
    while (this.#sent >= this.#credit && !this.#isClosed) {
      this.#moreCredit ??= Promise.withResolvers()
      await this.#moreCredit.promise
    }
    if (this.#isClosed) return
    const sent = { seq: ++this.#sent, isPart, isEnd, body }
    this.#unacknowledged.push(sent)
    this.#put(sent, false)
  }

  #acknowledged({ received, credit }: StreamFrame): void {
    const before = this.#unacknowledged.length
    if (before > 0) this.#unacknowledged = this.#unacknowledged.filter(({ seq }) => seq > received)
    if (this.#unacknowledged.length < before) this.#isProgressing = true
    if (this.#isEnded && this.#unacknowledged.length === 0) this.#allTaken.resolve()
    if (credit <= this.#credit) return
    this.#credit = credit
    this.#moreCredit?.resolve()
    this.#moreCredit = undefined
  }

  #sendAgain(): void {
    for (const sent of this.#unacknowledged) this.#put(sent, false)
  }

  #acknowledgeSoon(): void {
    if (!this.#isClosed) this.#ackSoon ??= setImmediate(() => this.#acknowledge(false))
  }

  #acknowledge(wantsAgain: boolean): void {
    this.#put({ seq: 0, isPart: false, isEnd: false, body: new Uint8Array(0) }, wantsAgain)
  }

  #put(sent: Sent, wantsAgain: boolean): void {
    clearImmediate(this.#ackSoon)
    this.#ackSoon = undefined
    const { received, credit } = this.#incoming
    this.#out({ run: this.#run, ...sent, received, credit, wantsAgain })
  }
}
