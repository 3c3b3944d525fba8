import type { Socket } from 'node:net'
import { factsOf } from '../core/errors.ts'
import { errorText } from '../edges/error-text.ts'
import { readAsk } from '../edges/xcat/ask.ts'
import { errorMessages } from '../edges/xcat/message.ts'
import { type AgentRequest, readRequest } from '../edges/xcat/request.ts'
import { firstFrame } from './first-frame.ts'
import { FrameWriter } from './frame-writer.ts'
import { type AgentParts, serveRequest } from './request-service.ts'

/** What became of a connection: nothing was wanted for nodes, it was not understood, or it was answered. */
export type Conversation = 'silent' | 'unreadable' | 'served'

/** How long an agent waits for its clients. */
export interface Patience {
  /** For a whole request, from the connection on. */
  readonly requestMs: number
  /** For a client to hang up once it has been answered. */
  readonly hangUpMs: number
}

/** One client, from its connection to the end of its answer; one request each. */
export class Connection {
  readonly #socket: Socket
  readonly #parts: AgentParts
  readonly #id: number
  readonly #writer: FrameWriter
  readonly #ending = new AbortController()
  #isBusy = false

  constructor(socket: Socket, parts: AgentParts, id: number) {
    this.#socket = socket
    this.#parts = parts
    this.#id = id
    this.#writer = new FrameWriter(socket)
    socket.on('error', () => undefined)
  }

  /** True while a request is worked on. */
  get isBusy(): boolean {
    return this.#isBusy
  }

  /** Ends the run; the client is still told what became of it. */
  cancel(reason: string): void {
    this.#ending.abort(reason)
  }

  /** Ends the connection at once. */
  destroy(): void {
    this.#socket.destroy()
  }

  /** Never rejects. */
  async converse(patience: Patience): Promise<Conversation> {
    try {
      const body = await firstFrame(this.#socket, patience.requestMs)
      if (body === undefined) return 'silent'
      const ask = readAsk(body)
      if (ask) {
        await this.#writer.write(JSON.stringify({ type: 'status', status: this.#parts.answer(ask) }))
        return 'silent'
      }
      const request = readRequest(body, this.#parts.defaults)
      await this.#serve(request)
      return 'served'
    } catch (thrown) {
      await this.#refuse(thrown)
      return 'unreadable'
    } finally {
      this.#isBusy = false
      await this.#hangUp(patience.hangUpMs)
    }
  }

  async #serve(request: AgentRequest): Promise<void> {
    this.#isBusy = true
    const gone = () => this.cancel('the client is gone')
    this.#socket.once('end', gone).once('close', gone)
    if (this.#socket.readableEnded || this.#socket.destroyed) gone()
    const seconds = request.timeoutSeconds
    const timer =
      seconds && setTimeout(() => this.cancel(`the time limit of ${seconds} s ran out`), seconds * 1000)
    try {
      const { signal } = this.#ending
      await serveRequest(this.#parts, request, { id: this.#id, writer: this.#writer, signal })
    } finally {
      clearTimeout(timer)
      this.cancel('the answer broke off')
    }
  }

  /** Says why; what was sent is not quoted, there are passwords in it. */
  async #refuse(thrown: unknown): Promise<void> {
    const error = factsOf(thrown)
    const text = errorText(error)
    this.#parts.log.warn({ request: this.#id, kind: error.kind, reason: text }, 'request refused')
    for (const message of errorMessages(text)) await this.#writer.write(JSON.stringify(message))
  }

  /** Waits a little for the client to have read: closed too early, what it still sends turns the answer into a reset. */
  #hangUp(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const socket = this.#socket
      if (socket.destroyed) return resolve()
      const timer = setTimeout(() => socket.destroy(), withinMs)
      socket.once('close', () => {
        clearTimeout(timer)
        resolve()
      })
      socket.resume().once('end', () => socket.destroy())
      socket.end()
      if (socket.readableEnded) socket.destroySoon()
    })
  }
}
