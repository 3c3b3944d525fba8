import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { HwctlError } from '../core/errors.ts'

/** A file that is sent as a request's body, as it is on disk. */
export interface Upload {
  readonly path: string
  /** Its size when it was checked; a file that has another one by now is not sent. */
  readonly bytes: number
  /** Told how many bytes have been handed to the connection so far. */
  sent(bytes: number): void
}

/**
 * The longest silence, in milliseconds: between two pieces that the BMC takes, and from the last one to its answer. BMCs unpack
 * what they got before they answer. There is no limit on the whole: a BMC behind a slow line takes as long as it takes.
 */
export const UPLOAD_SILENCE_MS = 120_000

const PIECE_BYTES = 128 * 1024

/** A file as undici sends it: a stream that is read no faster than the BMC takes it, and the headers that go with it. */
export interface UploadBody {
  readonly body: Readable
  readonly headers: Readonly<Record<string, string>>
}

/** Opens the file anew. @throws HwctlError `firmware` where it cannot be read, or has changed */
export async function uploadBody({ path, bytes, sent }: Upload, signal: AbortSignal): Promise<UploadBody> {
  const file = await open(path).catch((error: unknown) => {
    throw new HwctlError({ kind: 'firmware', problem: 'inaccessible', what: path }, error)
  })
  const { size } = await file.stat()
  if (size !== bytes || size === 0 || signal.aborted) {
    await file.close()
    signal.throwIfAborted()
    const detail = `it has changed: it had ${bytes} bytes, and has ${size} now`
    throw new HwctlError({ kind: 'firmware', problem: 'broken', what: path, detail })
  }
  const body = file.createReadStream({ start: 0, end: bytes - 1, highWaterMark: PIECE_BYTES })
  body.on('error', () => undefined) // whoever reads it is told
  let done = 0
  body.on('data', (piece) => {
    done += piece.length
    sent(done)
  })
  body.pause()
  return {
    body,
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(bytes) },
  }
}
