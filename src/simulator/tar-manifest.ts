import { paddedSize, TAR_BLOCK, tarHeader } from '../core/tar-header.ts'

/** What the MANIFEST of a firmware tar says. */
export interface TarManifest {
  readonly version: string
  /** Last part of the purpose: `BMC`, `Host`. */
  readonly purpose: string
  readonly extendedVersion: string
}

/** Reads a tar as it comes in, piece by piece, and keeps nothing of it but its MANIFEST. */
export class TarReader {
  #rest: Buffer = Buffer.alloc(0)
  /** Bytes of content still to come, and whether they are kept. */
  #contentLeft = 0
  #keeps = 0
  #kept: Buffer[] = []
  #isBroken = false
  #hasEnded = false
  bytes = 0

  push(piece: Buffer): void {
    this.bytes += piece.length
    let rest = this.#rest.length > 0 ? Buffer.concat([this.#rest, piece]) : piece
    while (rest.length > 0 && !this.#isBroken && !this.#hasEnded) {
      if (this.#contentLeft > 0) {
        const part = rest.subarray(0, this.#contentLeft)
        if (this.#keeps > 0) this.#kept.push(Buffer.from(part.subarray(0, this.#keeps)))
        this.#keeps = Math.max(this.#keeps - part.length, 0)
        this.#contentLeft -= part.length
        rest = rest.subarray(part.length)
        continue
      }
      if (rest.length < TAR_BLOCK) break
      this.#header(rest)
      rest = rest.subarray(TAR_BLOCK)
    }
    this.#rest = this.#hasEnded ? Buffer.alloc(0) : Buffer.from(rest)
  }

  /** What the MANIFEST said; undefined where the tar was broken, or had none. */
  manifest(): TarManifest | undefined {
    if (this.#isBroken || !this.#hasEnded) return undefined
    const lines = Buffer.concat(this.#kept).toString('utf8').split('\n')
    const value = (key: string) =>
      lines
        .find((line) => line.startsWith(`${key}=`))
        ?.slice(key.length + 1)
        .trim() ?? ''
    const [version, purpose, extendedVersion] = [
      value('version'),
      value('purpose'),
      value('extended_version'),
    ]
    if (version === '' || purpose === '') return undefined
    return { version, purpose: purpose.slice(purpose.lastIndexOf('.') + 1), extendedVersion }
  }

  #header(block: Buffer): void {
    const header = tarHeader(block)
    if (header === 'end') this.#hasEnded = true
    else if (!header) this.#isBroken = true
    else {
      this.#contentLeft = paddedSize(header.size)
      this.#keeps = header.isFile && header.name.replace(/^\.\//, '') === 'MANIFEST' ? header.size : 0
    }
  }
}
