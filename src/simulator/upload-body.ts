import type { IncomingMessage } from 'node:http'
import { type TarManifest, TarReader } from './tar-manifest.ts'

/** A firmware tar that came in: only its MANIFEST is kept. */
export interface ReceivedUpload {
  /** Undefined where the tar was broken. */
  readonly manifest?: TarManifest
  readonly bytes: number
}

/** Reads an upload of any size; `at` hears of each piece, and ends the reading by saying true. */
export function readUpload(
  incoming: IncomingMessage,
  at: (bytes: number) => boolean,
  then: (upload: ReceivedUpload) => void,
): void {
  const reader = new TarReader()
  incoming.on('data', (piece: Buffer) => {
    reader.push(piece)
    if (at(reader.bytes)) incoming.pause()
  })
  incoming.on('error', () => incoming.destroy())
  incoming.on('end', () => {
    const manifest = reader.manifest()
    then({ bytes: reader.bytes, ...(manifest && { manifest }) })
  })
}
