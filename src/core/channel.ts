/** A queue with one reader: what is pushed comes out in order, and reading ends when it is closed and empty. */
export class Channel<T> implements AsyncIterable<T> {
  #waiting: T[] = []
  #closed = false
  #wake: (() => void) | undefined

  push(item: T): void {
    this.#waiting.push(item)
    this.#wake?.()
  }

  close(): void {
    this.#closed = true
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const batch = this.#waiting
      this.#waiting = []
      yield* batch
      if (this.#waiting.length > 0) continue
      if (this.#closed) return
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
  }
}
