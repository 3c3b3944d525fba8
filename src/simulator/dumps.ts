/** One dump, and whether it is written already. */
export interface SimulatedDump {
  readonly id: number
  readonly startedAt: number
  isComplete: boolean
}

/** The dumps of one BMC: each takes its time, and has some megabytes. */
export class Dumps {
  readonly #all = new Map<number, SimulatedDump>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #last = 0
  /** How long, in milliseconds, one takes. */
  delayMs = 50
  /** How large, in bytes, each is. */
  bytes = 3 * 1024 * 1024

  /** Told when the first piece of a download is asked for. */
  onPiece: () => void = () => undefined

  get all(): readonly SimulatedDump[] {
    return [...this.#all.values()]
  }

  create(): number {
    const dump: SimulatedDump = { id: ++this.#last, startedAt: Date.now(), isComplete: false }
    this.#all.set(dump.id, dump)
    const timer = setTimeout(() => {
      dump.isComplete = true
      this.#timers.delete(timer)
    }, this.delayMs)
    this.#timers.add(timer)
    return dump.id
  }

  complete(id: string): SimulatedDump | undefined {
    const dump = this.#all.get(Number(id))
    return dump?.isComplete ? dump : undefined
  }

  remove(id: number): void {
    this.#all.delete(id)
  }

  clear(): void {
    this.#all.clear()
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer)
  }
}

const PIECE_BYTES = 64 * 1024

/** The bytes of a dump, in pieces; the first ones tell which dump it is. */
export function* dumpPieces(id: number, bytes: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes - at), id % 256)
    if (at === 0) piece.write(`dump ${id}\n`)
    yield piece
  }
}
