import { eventsText } from '../bus/report.ts'
import type { RunEvent } from '../core/event.ts'

/** Events, and characters of their texts, that go in one message. */
const MAX_EVENTS = 256
const MAX_CHARACTERS = 64 * 1024

/** Events on their way to a broker: those of one turn of the event loop go together. */
export class EventBatch {
  readonly #send: (message: Uint8Array) => Promise<void>
  #texts: string[] = []
  #characters = 0
  #soon: NodeJS.Immediate | undefined

  /** @param send resolves when the message is on its way */
  constructor(send: (message: Uint8Array) => Promise<void>) {
    this.#send = send
  }

  /** What it returns is to be waited for: the broker has not taken what was said before. */
  add(event: RunEvent): Promise<void> | undefined {
    const text = JSON.stringify(event)
    this.#texts.push(text)
    this.#characters += text.length
    if (this.#texts.length >= MAX_EVENTS || this.#characters >= MAX_CHARACTERS) return this.flush()
    this.#soon ??= setImmediate(() => void this.flush())
    return undefined
  }

  /** Resolves when everything that was added is on its way. */
  async flush(): Promise<void> {
    clearImmediate(this.#soon)
    this.#soon = undefined
    if (this.#texts.length === 0) return
    const texts = this.#texts
    this.#texts = []
    this.#characters = 0
    await this.#send(eventsText(texts))
  }
}
