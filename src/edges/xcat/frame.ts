import { endianness } from 'node:os'
import { usageError } from '../../core/command.ts'

/** The largest request that is read, in bytes: what is known of 10,000 nodes is some megabytes. */
export const MAX_REQUEST_BYTES = 64 * 1024 * 1024

/** The largest frame that xCAT is sent, length and all: its Perl side does one `recv` per body and takes what came. */
export const MAX_XCAT_FRAME_BYTES = 32 * 1024

const LENGTH_BYTES = 4
const FIRST_ALLOCATION_BYTES = 64 * 1024

/** A body as xCAT frames it: its length as a signed int in the machine's own byte order, then the body. */
export function frame(body: string): Buffer {
  const length = Buffer.byteLength(body)
  const whole = Buffer.allocUnsafe(LENGTH_BYTES + length)
  if (endianness() === 'LE') whole.writeInt32LE(length)
  else whole.writeInt32BE(length)
  whole.write(body, LENGTH_BYTES)
  return whole
}

/** Takes frames out of a stream of bytes, however these are cut. */
export class FrameReader {
  readonly #maxBytes: number
  readonly #length = Buffer.allocUnsafe(LENGTH_BYTES)
  #lengthBytes = 0
  #body: Buffer = Buffer.alloc(0)
  #bodyBytes = 0
  #wanted: number | undefined

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** False while in the middle of a frame. */
  get isBetweenFrames(): boolean {
    return this.#lengthBytes === 0
  }

  /**
   * The bodies that this chunk brings to their ends, each taken out when it is asked for.
   * @throws HwctlError `usage` for a length that cannot be; the stream is of no use from there on.
   */
  *bodies(chunk: Uint8Array): Generator<string, void, undefined> {
    let rest = chunk
    while (rest.length > 0) {
      rest = this.#wanted === undefined ? this.#takeLength(rest) : this.#takeBody(rest, this.#wanted)
      if (this.#wanted === undefined || this.#bodyBytes < this.#wanted) continue
      const body = this.#body.toString('utf8', 0, this.#bodyBytes)
      this.#startAgain()
      yield body
    }
  }

  #takeLength(bytes: Uint8Array): Uint8Array {
    const taken = bytes.subarray(0, LENGTH_BYTES - this.#lengthBytes)
    this.#length.set(taken, this.#lengthBytes)
    this.#lengthBytes += taken.length
    if (this.#lengthBytes === LENGTH_BYTES) this.#wanted = this.#checkedLength()
    return bytes.subarray(taken.length)
  }

  #checkedLength(): number {
    const length = endianness() === 'LE' ? this.#length.readInt32LE() : this.#length.readInt32BE()
    if (length < 1 || length > this.#maxBytes)
      throw usageError(`A frame of ${length} bytes is not read here: 1 to ${this.#maxBytes} are`)
    return length
  }

  #takeBody(bytes: Uint8Array, wanted: number): Uint8Array {
    const taken = bytes.subarray(0, wanted - this.#bodyBytes)
    this.#makeRoom(this.#bodyBytes + taken.length, wanted)
    this.#body.set(taken, this.#bodyBytes)
    this.#bodyBytes += taken.length
    return bytes.subarray(taken.length)
  }

  /** Grows with what really comes: a length alone makes nobody allocate. */
  #makeRoom(bytes: number, wanted: number): void {
    if (this.#body.length >= bytes) return
    const size = Math.max(bytes, FIRST_ALLOCATION_BYTES, this.#body.length * 2)
    const larger = Buffer.allocUnsafe(Math.min(size, wanted))
    larger.set(this.#body.subarray(0, this.#bodyBytes))
    this.#body = larger
  }

  #startAgain(): void {
    this.#wanted = undefined
    this.#lengthBytes = 0
    this.#body = Buffer.alloc(0)
    this.#bodyBytes = 0
  }
}
