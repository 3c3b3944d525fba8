import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { BmcReply, JsonObject } from './message.ts'

const MAX_BODY_BYTES = 1024 * 1024

/** Hands on the body as text; undefined where it is longer than any BMC takes. */
export function readBody(incoming: IncomingMessage, then: (body: string | undefined) => void): void {
  const { headers } = incoming
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) {
    incoming.resume()
    then('')
    return
  }
  const chunks: Buffer[] = []
  let bytes = 0
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk)
  })
  incoming.on('error', () => incoming.destroy())
  incoming.on('end', () => then(bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined))
}

/** A body as text with its content type; objects become JSON, laid out over lines as BMCs do. */
export function encodedBody({ body }: BmcReply): { readonly text?: string; readonly type: string } {
  if (typeof body === 'string') return { text: body, type: 'text/plain' }
  const type = 'application/json'
  return body === undefined ? { type } : { text: `${JSON.stringify(body, null, 2)}\n`, type }
}

/** Writes an answer. */
export function writeReply(response: ServerResponse, reply: BmcReply): void {
  const { status, headers = {}, afterwards } = reply
  if (afterwards) response.once('close', afterwards)
  const { text, type } = encodedBody(reply)
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (reply.events) {
    writeEvents(response, reply.events)
    return
  }
  if (reply.download) {
    const { bytes, pieces } = reply.download
    response.writeHead(status, { 'content-type': 'application/octet-stream', 'content-length': bytes })
    Readable.from(pieces())
      .on('error', () => response.destroy())
      .pipe(response)
    return
  }
  if (text === undefined) {
    response.writeHead(status).end()
    return
  }
  if (!response.hasHeader('content-type')) response.setHeader('content-type', type)
  response.writeHead(status, { 'content-length': Buffer.byteLength(text) }).end(text)
}

function writeEvents(response: ServerResponse, events: NonNullable<BmcReply['events']>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  response.flushHeaders()
  let id = 0
  const lines = (data: JsonObject) =>
    JSON.stringify(data, null, 2)
      .split('\n')
      .map((line) => `data: ${line}\n`)
  const end = events((data) => response.write(`id: ${++id}\n${lines(data).join('')}\n`))
  response.once('close', end)
}

/** What comes after the `?` of a URL. */
export function queryOf(url: string): string {
  return url.slice(url.split('?', 1)[0]?.length ?? 0).slice(1)
}

/** The decoded path of a URL, without its query. */
export function pathOf(url: string): string {
  const path = url.split('?', 1)[0] ?? '/'
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
