import type { Readable } from 'node:stream'

/** A request of a client that speaks HTTP as it should. */
export interface ReadRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** The requests that come over a connection, one after the other. */
export async function* readRequests(from: Readable): AsyncGenerator<ReadRequest, void, undefined> {
  let bytes: Buffer = Buffer.alloc(0)
  for await (const chunk of from) {
    bytes = Buffer.concat([bytes, chunk])
    for (let read = first(bytes); read; read = first(bytes)) {
      bytes = bytes.subarray(read.length)
      yield read.request
    }
  }
}

function first(bytes: Buffer): { readonly request: ReadRequest; readonly length: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n')
  if (headEnd < 0) return undefined
  const [start = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n')
  const [method = '', path = ''] = start.split(' ')
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    }),
  )
  const length = headEnd + 4 + Number(headers['content-length'] ?? 0)
  if (bytes.length < length) return undefined
  return { request: { method, path, headers, body: bytes.subarray(headEnd + 4, length) }, length }
}
