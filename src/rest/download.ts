import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { HwctlError } from '../core/errors.ts'

/** Where the body of an answer goes, piece by piece. */
export interface BodySink {
  /** Called anew, from the first byte, where the request is sent again. */
  take(body: Readable, headers: IncomingHttpHeaders): Promise<void>
}

/** How many bytes of a body are there, and of how many, where the BMC says. */
export type SeenBytes = (done: number, total: number | undefined) => void

/**
 * A file that has its name only when it is whole and on the disk; until then, and after any failure, there is nothing of that name.
 * @throws HwctlError `file` where the file cannot be written
 */
export function fileSink(path: string, seen: SeenBytes): BodySink {
  const part = `${path}.part`
  return {
    async take(body, headers) {
      const total = Number(headers['content-length'])
      const size = Number.isSafeInteger(total) ? total : undefined
      try {
        await pipeline(body, counted(seen, size), createWriteStream(part, { mode: 0o600 }))
        await settle(part, path)
      } catch (thrown) {
        await rm(part, { force: true })
        throw fileProblem(thrown, path)
      }
    },
  }
}

function counted(seen: SeenBytes, total: number | undefined) {
  return async function* (pieces: AsyncIterable<Buffer>) {
    let done = 0
    for await (const piece of pieces) {
      done += piece.length
      seen(done, total)
      yield piece
    }
  }
}

/** On the disk first, then under its name. */
async function settle(part: string, path: string): Promise<void> {
  const file = await open(part, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(part, path)
}

/** What the operating system says of a file; what went wrong on the connection stays what it is. */
function fileProblem(thrown: unknown, path: string): unknown {
  const { syscall, code } = thrown as NodeJS.ErrnoException
  const isOfFile = ['open', 'write', 'fsync', 'close', 'rename'].includes(syscall ?? '')
  return isOfFile && code ? new HwctlError({ kind: 'file', path, reason: code }, thrown) : thrown
}
