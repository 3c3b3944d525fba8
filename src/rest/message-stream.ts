import { type ClientOptions, WebSocket } from 'ws'
import { HwctlError } from '../core/errors.ts'
import { connectError } from './connect-error.ts'
import { type ConnectParts, openInTurn } from './connector.ts'
import { onAbort } from './ending.ts'
import type { Endpoint } from './trust.ts'

/** The largest message that is read, in bytes: one object of a BMC's, never a whole tree. */
const MAX_MESSAGE_BYTES = 1024 * 1024

/** TCP itself asks after so long a silence, in milliseconds, whether the BMC is still there. */
const TCP_ALIVE_MS = 30_000

/** So long, in milliseconds, a BMC may take to answer that a stream is closed. */
const CLOSING_MS = 1000

/** What a stream is to be. */
export interface StreamRequest {
  readonly operation: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Sec-WebSocket-Protocol, where the BMC wants one. */
  readonly protocol?: string
  readonly signal: AbortSignal
  /** A message of text, or of bytes as text. */
  heard(text: string): void
  /** Once, when an open stream has ended, however it did. */
  ended(): void
}

/** An open WebSocket. */
export interface MessageStream {
  send(text: string): void
  close(): void
}

/**
 * Opens a WebSocket on a connection whose certificate has been checked.
 * @throws HwctlError `connect`, `trust`, `cancelled`; `bmc` with the status of a server that does not open one
 */
export async function openMessageStream(
  endpoint: Endpoint,
  parts: ConnectParts,
  request: StreamRequest,
): Promise<MessageStream> {
  const closing = new AbortController()
  const forget = onAbort(request.signal, () => closing.abort('closed'))
  try {
    const socket = await openInTurn(endpoint, parts, closing.signal)
    socket.setKeepAlive(true, TCP_ALIVE_MS)
    const options: ClientOptions = {
      createConnection: () => socket,
      headers: { ...request.headers },
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_BYTES,
      handshakeTimeout: parts.limits.firstByteMs,
      followRedirects: false,
    }
    const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host
    const url = `wss://${host}:${endpoint.port}${request.path}`
    const webSocket = new WebSocket(url, request.protocol === undefined ? [] : [request.protocol], options)
    closing.signal.addEventListener('abort', () => webSocket.terminate(), { once: true })
    return await opened(webSocket, request, endpoint)
  } catch (thrown) {
    throw explain(thrown, endpoint, request)
  } finally {
    forget()
  }
}

function opened(
  webSocket: WebSocket,
  request: StreamRequest,
  { host, port }: Endpoint,
): Promise<MessageStream> {
  const { promise, resolve, reject } = Promise.withResolvers<MessageStream>()
  webSocket.on('message', (data: Buffer) => request.heard(data.toString('utf8')))
  webSocket.once('open', () => {
    webSocket.once('close', () => request.ended())
    resolve({ send: (text) => webSocket.send(text), close: () => close(webSocket) })
  })
  webSocket.once(
    'unexpected-response',
    (_request, { statusCode: status = 0, statusMessage: message = '' }) => {
      reject(new HwctlError({ kind: 'bmc', host, port, status, message }))
      webSocket.terminate()
    },
  )
  webSocket.on('error', reject) // an open stream that breaks is told of by `close`, which always follows
  return promise
}

function close(webSocket: WebSocket): void {
  webSocket.close()
  const timer = setTimeout(() => webSocket.terminate(), CLOSING_MS)
  webSocket.once('close', () => clearTimeout(timer))
}

function explain(thrown: unknown, { host, port }: Endpoint, request: StreamRequest): HwctlError {
  if (thrown instanceof HwctlError) return thrown
  if (request.signal.aborted)
    return new HwctlError({ kind: 'cancelled', reason: String(request.signal.reason), reached: true }, thrown)
  const where = { host, port, path: request.path }
  return connectError(thrown, where, { phase: 'request', outcomeUnknown: false })
}
