import type { IncomingMessage } from 'node:http'
import { FirmwareReader } from './firmware-reader.ts'
import { FormReader } from './form-reader.ts'
import type { TarManifest } from './tar-manifest.ts'

/** A firmware file that came in: only what it says of itself is kept. */
export interface ReceivedUpload {
  /** Undefined where the file was broken. */
  readonly manifest?: TarManifest
  /** The file alone, without the form around it. */
  readonly bytes: number
  /** `UpdateParameters` of a form. */
  readonly parameters?: unknown
}

/** Reads an upload of any size, be it a file or a form with one in it; `at` hears of each piece, and ends the reading by saying true. */
export function readUpload(
  incoming: IncomingMessage,
  at: (bytes: number) => boolean,
  then: (upload: ReceivedUpload) => void,
): void {
  const reader = new FirmwareReader()
  const form = FormReader.of(incoming.headers['content-type'], (piece) => reader.push(piece))
  let bytes = 0
  incoming.on('data', (piece: Buffer) => {
    bytes += piece.length
    if (form) form.push(piece)
    else reader.push(piece)
    if (at(bytes)) incoming.pause()
  })
  incoming.on('error', () => incoming.destroy())
  incoming.on('end', () => {
    const manifest = form?.isWhole() === false ? undefined : reader.manifest()
    then({
      bytes: reader.bytes,
      ...(manifest && { manifest }),
      ...(form && { parameters: form.parameters }),
    })
  })
}
