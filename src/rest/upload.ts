import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { HwctlError } from '../core/errors.ts'

/** A file that is sent as a request's body, as it is on disk. */
export interface Upload {
  readonly path: string
  /** Its size when it was checked; a file that has another one by now is not sent. */
  readonly bytes: number
  /** Told how many bytes of the file have been handed to the connection so far. */
  sent(bytes: number): void
  /** What goes before and after it, where it is part of a form, and the form's content type. */
  readonly form?: { readonly head: string; readonly tail: string; readonly type: string }
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
export async function uploadBody(upload: Upload, signal: AbortSignal): Promise<UploadBody> {
  const { path, bytes, form } = upload
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
  const content = file.createReadStream({ start: 0, end: bytes - 1, highWaterMark: PIECE_BYTES })
  content.on('error', () => undefined) // whoever reads it is told
  const body = Readable.from(pieces(content, upload), { objectMode: false, highWaterMark: PIECE_BYTES })
  body.on('error', () => undefined)
  body.on('close', () => content.destroy())
  const length = bytes + Buffer.byteLength(form?.head ?? '') + Buffer.byteLength(form?.tail ?? '')
  return {
    body,
    headers: {
      'content-type': form?.type ?? 'application/octet-stream',
      'content-length': String(length),
    },
  }
}

async function* pieces(content: Readable, { form, sent }: Upload): AsyncIterable<Buffer> {
  if (form) yield Buffer.from(form.head)
  let done = 0
  for await (const piece of content as AsyncIterable<Buffer>) {
    done += piece.length
    sent(done)
    yield piece
  }
  if (form) yield Buffer.from(form.tail)
}
