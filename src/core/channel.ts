/** So many items may wait for the reader before whoever heeds `room` waits for it. */
const MANY = 64

/** A queue with one reader: what is pushed comes out in order, and reading ends when it is closed and empty. */
export class Channel<T> implements AsyncIterable<T> {
  #waiting: T[] = []
  #closed = false
  #isLeft = false
  #wake: (() => void) | undefined
  #room: PromiseWithResolvers<void> | undefined

  push(item: T): void {
    this.#waiting.push(item)
    this.#wake?.()
  }

  close(): void {
    this.#closed = true
    this.#wake?.()
  }

  /** Nothing while there is room; otherwise it resolves when the reader has caught up, or has left. */
  room(): Promise<void> | undefined {
    if (this.#waiting.length < MANY || this.#isLeft) return undefined
    this.#room ??= Promise.withResolvers()
    return this.#room.promise
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        const batch = this.#waiting
        this.#waiting = []
        this.#makeRoom()
        yield* batch
        if (this.#waiting.length > 0) continue
        if (this.#closed) return
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        this.#wake = undefined
      }
    } finally {
      this.#isLeft = true
      this.#makeRoom()
    }
  }

  #makeRoom(): void {
    this.#room?.resolve()
    this.#room = undefined
  }
}
