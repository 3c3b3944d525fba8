import type { IncomingHttpHeaders } from 'node:http'
import type { Client, Dispatcher } from 'undici'
import { onAbort } from './ending.ts'

/** What goes out. */
export type Outgoing = Pick<
  Dispatcher.DispatchOptions,
  'method' | 'path' | 'headers' | 'body' | 'headersTimeout'
>

/** An answer of any status, its body read whole. */
export interface Incoming {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** What ends an exchange before its time. */
export interface ExchangeEnds {
  /** Its reason is what the exchange rejects with, at once; undici alone would wait for a connection. */
  readonly signal: AbortSignal
  /** From the first byte to the last, in milliseconds: pieces that keep coming, slowly, must not hold a node for ever. */
  readonly wholeBodyMs: number
}

/** One exchange over undici's own handler interface: a stream for every answer costs more than the short answers of BMCs do. */
export function exchange(client: Client, outgoing: Outgoing, ends: ExchangeEnds): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    ends.signal.throwIfAborted()
    client.dispatch(outgoing, new WholeAnswer(ends, resolve, reject))
  })
}

/** Gathers one answer. */
class WholeAnswer implements Dispatcher.DispatchHandler {
  readonly #resolve: (answer: Incoming) => void
  readonly #reject: (reason: unknown) => void
  readonly #forget: () => void
  readonly #wholeBodyMs: number
  readonly #chunks: Buffer[] = []
  #controller: Dispatcher.DispatchController | undefined
  #timer: NodeJS.Timeout | undefined
  #status = 0
  #headers: IncomingHttpHeaders = {}
  /** Why it was given up; in a list, as the reason may be anything. */
  #givenUp: [unknown] | undefined

  constructor(
    { signal, wholeBodyMs }: ExchangeEnds,
    resolve: (answer: Incoming) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#resolve = resolve
    this.#reject = reject
    this.#wholeBodyMs = wholeBodyMs
    this.#forget = onAbort(signal, (reason) => this.#giveUp(reason))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#givenUp) controller.abort(asError(this.#givenUp[0]))
  }

  onResponseStart(_controller: unknown, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return
    this.#status = status
    this.#headers = headers
    const tooSlow = () => Object.assign(new Error('too slow'), { code: 'UND_ERR_BODY_TIMEOUT' })
    this.#timer = setTimeout(() => this.#giveUp(tooSlow()), this.#wholeBodyMs)
  }

  onResponseData(_controller: unknown, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#done()
    this.#resolve({ status: this.#status, headers: this.#headers, text: textOf(this.#chunks) })
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#done()
    this.#reject(error)
  }

  #giveUp(reason: unknown): void {
    this.#done()
    this.#givenUp = [reason]
    this.#controller?.abort(asError(reason))
    this.#reject(reason)
  }

  #done(): void {
    clearTimeout(this.#timer)
    this.#forget()
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

const BYTE_ORDER_MARK = '\ufeff'

function textOf(chunks: readonly Buffer[]): string {
  const [first, ...more] = chunks
  if (!first) return ''
  const text = (more.length === 0 ? first : Buffer.concat(chunks)).toString('utf8')
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
}
