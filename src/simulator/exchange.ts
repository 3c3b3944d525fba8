import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { SimulatedBmc } from './bmc.ts'
import type { BmcReply, BmcRequest } from './message.ts'

const MAX_BODY_BYTES = 1024 * 1024

/** Reads a request whole, lets the BMC think about it for its latency, and writes what the service answers. */
export function exchange(
  bmcAt: (address: string) => SimulatedBmc | undefined,
  service: (bmc: SimulatedBmc, request: BmcRequest) => BmcReply,
): RequestListener {
  return (incoming, response) => {
    const bmc = bmcAt(incoming.socket.localAddress ?? '')
    if (!bmc) {
      incoming.socket.destroy()
      return
    }
    const { method = 'GET', url = '/', headers } = incoming
    bmc.seen.sawRequest(method, url, bmc.recentRequests)
    readBody(incoming, (body) => {
      const answer = () => {
        if (response.destroyed) return
        if (body === undefined) write(response, { status: 413, body: 'Payload Too Large' })
        else write(response, service(bmc, { method, path: decoded(url), headers, body }))
      }
      if (bmc.latencyMs > 0) setTimeout(answer, bmc.latencyMs)
      else answer()
    })
  }
}

/** Hands on the body as text; undefined where it is longer than any BMC takes. */
function readBody(incoming: IncomingMessage, then: (body: string | undefined) => void): void {
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

/** Writes an answer; objects go out as JSON, laid out over lines as BMCs do. */
function write(response: ServerResponse, reply: BmcReply): void {
  const { status, headers = {}, body, afterwards } = reply
  if (afterwards) response.once('close', afterwards)
  const text = body === undefined || typeof body === 'string' ? body : `${JSON.stringify(body, null, 2)}\n`
  const type = typeof body === 'string' ? 'text/plain' : 'application/json'
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (text === undefined) {
    response.writeHead(status).end()
    return
  }
  if (!response.hasHeader('content-type')) response.setHeader('content-type', type)
  response.writeHead(status, { 'content-length': Buffer.byteLength(text) }).end(text)
}

function decoded(url: string): string {
  const path = url.split('?', 1)[0] ?? '/'
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
