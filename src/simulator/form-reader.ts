/** More than this many bytes in front of the file are no form that anybody sends. */
const MAX_HEAD_BYTES = 64 * 1024

const BLANK_LINE = '\r\n\r\n'

/** Reads a multipart form as DSP0266 12.8.2 has it: `UpdateParameters`, then `UpdateFile`, whose bytes are handed on. */
export class FormReader {
  readonly #boundary: string
  readonly #end: Buffer
  readonly #file: (piece: Buffer) => void
  /** What came before the file, until the file begins. */
  #head: Buffer | undefined = Buffer.alloc(0)
  /** The latest bytes, which may be the form's end. */
  #held: Buffer = Buffer.alloc(0)
  parameters: unknown

  /** Undefined where the content type is no form's. */
  static of(type: string | undefined, file: (piece: Buffer) => void): FormReader | undefined {
    const [, boundary] = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(type ?? '') ?? []
    return boundary === undefined ? undefined : new FormReader(boundary, file)
  }

  private constructor(boundary: string, file: (piece: Buffer) => void) {
    this.#boundary = `--${boundary}\r\n`
    this.#end = Buffer.from(`\r\n--${boundary}--\r\n`)
    this.#file = file
  }

  push(piece: Buffer): void {
    if (this.#head === undefined) {
      this.#content(piece)
      return
    }
    this.#head = Buffer.concat([this.#head, piece])
    const at = this.#fileAt(this.#head)
    if (at === undefined || this.#head.length > MAX_HEAD_BYTES + piece.length) return
    const content = this.#head.subarray(at)
    this.#head = undefined
    this.#content(content)
  }

  /** Whether the file was there, and the form's end after it. */
  isWhole(): boolean {
    return this.#head === undefined && this.#held.equals(this.#end)
  }

  /** Where the file begins, as soon as that is known. */
  #fileAt(head: Buffer): number | undefined {
    const text = head.toString('latin1')
    const name = /name="UpdateFile"/.exec(text)?.index
    if (name === undefined) return undefined
    const blank = text.indexOf(BLANK_LINE, name)
    if (blank < 0) return undefined
    this.parameters = this.#parametersIn(text.slice(0, name))
    return blank + BLANK_LINE.length
  }

  #parametersIn(text: string): unknown {
    const part = text.split(this.#boundary).find((one) => one.includes('name="UpdateParameters"'))
    try {
      return JSON.parse(part?.slice(part.indexOf(BLANK_LINE)) ?? '')
    } catch {
      return undefined
    }
  }

  #content(piece: Buffer): void {
    const all = Buffer.concat([this.#held, piece])
    const known = Math.max(all.length - this.#end.length, 0)
    if (known > 0) this.#file(all.subarray(0, known))
    this.#held = all.subarray(known)
  }
}
