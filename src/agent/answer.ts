import { setImmediate } from 'node:timers/promises'
import type { View } from '../core/command.ts'
import type { RunEvent } from '../core/event.ts'
import type { NodeName } from '../core/node.ts'
import { errorText } from '../edges/error-text.ts'
import { eventReply } from '../edges/xcat/event-reply.ts'
import { messagesOf, syslogMessages } from '../edges/xcat/message.ts'
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

  /** @param alreadyTold Nodes that xCAT's broker has told of itself, so that their failures go to its log only. */
  constructor(writer: FrameWriter, view: View, alreadyTold: ReadonlySet<NodeName>) {
    this.#writer = writer
    this.#view = view
    this.#alreadyTold = alreadyTold
  }

  async tell(event: RunEvent): Promise<void> {
    for (const message of this.#messages(event)) await this.#writer.write(JSON.stringify(message))
  }

  async finish(): Promise<void> {}

  #messages(event: RunEvent) {
    if (event.kind === 'failure' && event.node !== undefined && this.#alreadyTold.has(event.node))
      return syslogMessages(`${event.node}: ${errorText(event.error)}`)
    return messagesOf(event, this.#view)
  }
}

/** Events that may wait for a client to read; the run waits when there are more. */
const MAX_WAITING_EVENTS = 128

/** Typed events; those that happen while the client reads go together in one frame. */
export class EventAnswer implements Answer {
  readonly #writer: FrameWriter
  #waiting: RunEvent[] = []
  #sending: Promise<void> | undefined

  constructor(writer: FrameWriter) {
    this.#writer = writer
  }

  async tell(event: RunEvent): Promise<void> {
    this.#waiting.push(event)
    this.#sending ??= this.#send()
    if (this.#waiting.length >= MAX_WAITING_EVENTS) await this.#sending
  }

  async finish(): Promise<void> {
    await this.#sending
  }

  async #send(): Promise<void> {
    await setImmediate()
    while (this.#waiting.length > 0) {
      const events = this.#waiting
      this.#waiting = []
      await this.#writer.write(eventReply(events))
    }
    this.#sending = undefined
  }
}
