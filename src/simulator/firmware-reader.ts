import { type TarManifest, TarReader } from './tar-manifest.ts'

/** What a vendor's file begins with here; real ones are not told about by their first line. */
const SIMULATED = /^SIMULATED FIRMWARE purpose=(\w+) version=(\S+)\n/

const LINE_BYTES = 256

/** Reads a firmware file as it comes in: a tar with a MANIFEST, or a vendor's file. */
export class FirmwareReader {
  readonly #tar = new TarReader()
  #head = Buffer.alloc(0)

  push(piece: Buffer): void {
    if (this.#head.length < LINE_BYTES)
      this.#head = Buffer.concat([this.#head, piece.subarray(0, LINE_BYTES - this.#head.length)])
    this.#tar.push(piece)
  }

  get bytes(): number {
    return this.#tar.bytes
  }

  /** What it says of itself; undefined where it is broken. */
  manifest(): TarManifest | undefined {
    const [, purpose, version] = SIMULATED.exec(this.#head.toString('latin1')) ?? []
    if (purpose === undefined || version === undefined) return this.#tar.manifest()
    return { purpose, version, extendedVersion: '' }
  }
}
