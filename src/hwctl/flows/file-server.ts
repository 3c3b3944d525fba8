import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { generate } from 'selfsigned'

/** A file that a BMC may fetch. */
export interface ServedFile {
  readonly path: string
  readonly bytes: number
  /** Told how many bytes of it have gone out. */
  sent(bytes: number): void
}

/** An HTTPS server with one file, under a path that nobody can guess, on the address that faces one BMC. */
export interface FileServer {
  readonly uri: string
  close(): Promise<void>
}

const DAY_MS = 86_400_000

/** Starts one; its certificate is made for it, signed by itself, and kept in memory only. */
export async function serveFile(file: ServedFile, bmc: string): Promise<FileServer> {
  const host = await addressFacing(bmc)
  const notAfterDate = new Date(Date.now() + DAY_MS)
  const made = await generate([{ name: 'commonName', value: host }], {
    ...{ keyType: 'ec', curve: 'P-256', algorithm: 'sha256', notAfterDate },
  })
  const path = `/${randomBytes(24).toString('hex')}/firmware`
  const server = createServer({ key: made.private, cert: made.cert }, (request, response) => {
    if (request.url !== path || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response.writeHead(404).end()
      return
    }
    const headers = { 'content-type': 'application/octet-stream', 'content-length': file.bytes }
    response.writeHead(200, headers)
    if (request.method === 'HEAD') return void response.end()
    const content = createReadStream(file.path, { start: 0, end: file.bytes - 1 })
    let done = 0
    content.on('data', (piece) => {
      done += piece.length
      file.sent(done)
    })
    pipeline(content, response, () => undefined) // a BMC that breaks off says so in its task
  })
  server.listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const shown = host.includes(':') ? `[${host}]` : host
  return { uri: `https://${shown}:${port}${path}`, close: () => closed(server) }
}

async function closed(server: Server): Promise<void> {
  const closing = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closing
}

/** The local address that the way to a BMC begins at; asked of the system's routes, and nothing is sent. */
async function addressFacing(bmc: string): Promise<string> {
  const socket = createSocket(bmc.includes(':') ? 'udp6' : 'udp4')
  try {
    socket.connect(443, bmc)
    await once(socket, 'connect')
    return socket.address().address
  } finally {
    socket.close()
  }
}
