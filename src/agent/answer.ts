import type { View } from '../core/command.ts'
import type { RunEvent } from '../core/event.ts'
import type { NodeName } from '../core/node.ts'
import { errorText } from '../edges/error-text.ts'
import { Summary } from '../edges/summary.ts'
import { eventReply } from '../edges/xcat/event-reply.ts'
import { hostMessages, messagesOf, syslogMessages } from '../edges/xcat/message.ts'
import type { FrameWriter } from './frame-writer.ts'

/** How a client is told of a run; `tell` resolves when it is ready for more. */
export interface Answer {
  tell(event: RunEvent): Promise<void>
  /** Resolves when everything told is on its way. */
  finish(): Promise<void>
}

/** xCAT's messages: text, one line per frame. */
export class TextAnswer implements Answer {
  readonly #writer: FrameWriter
  readonly #view: View
  readonly #alreadyTold: ReadonlySet<NodeName>
  readonly #summary: Summary

  /** @param alreadyTold Nodes that xCAT's broker has told of itself, so that their failures go to its log only. */
  constructor(writer: FrameWriter, view: View, alreadyTold: ReadonlySet<NodeName>) {
    this.#writer = writer
    this.#view = view
    this.#alreadyTold = alreadyTold
    this.#summary = new Summary(view)
  }

  async tell(event: RunEvent): Promise<void> {
    for (const message of this.#messages(event)) await this.#writer.write(JSON.stringify(message))
  }

  async finish(): Promise<void> {}

  #messages(event: RunEvent) {
    this.#summary.see(event)
    if (event.kind === 'done') return this.#summary.lines().flatMap(hostMessages)
    if (event.kind === 'failure' && event.node !== undefined && this.#alreadyTold.has(event.node))
      return syslogMessages(`${event.node}: ${errorText(event.error)}`)
    return messagesOf(event, this.#view)
  }
}

/** Events that may wait for a client to read; the run waits when there are more. */
const MAX_WAITING_EVENTS = 256

/** How long, in milliseconds, events are gathered for a frame; the first ones go at once. */
const GATHER_MS = 5

/** Typed events; those that happen within a moment, or while the client reads, go together in one frame. */
export class EventAnswer implements Answer {
  readonly #writer: FrameWriter
  #waiting: RunEvent[] = []
  #writing: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #gatherMs = 0

  constructor(writer: FrameWriter) {
    this.#writer = writer
  }

  async tell(event: RunEvent): Promise<void> {
    this.#waiting.push(event)
    if (this.#waiting.length >= MAX_WAITING_EVENTS) return this.finish()
    this.#writeSoon()
  }

  async finish(): Promise<void> {
    await this.#writing
    await this.#write()
  }

  #writeSoon(): void {
    if (this.#waiting.length === 0 || this.#writing) return
    this.#timer ??= setTimeout(() => void this.#write(), this.#gatherMs)
    this.#gatherMs = GATHER_MS
  }

  #write(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#waiting.length === 0) return Promise.resolve()
    const events = this.#waiting
    this.#waiting = []
    this.#writing = this.#writer.write(eventReply(events)).then(() => {
      this.#writing = undefined
      this.#writeSoon()
    })
    return this.#writing
  }
}
