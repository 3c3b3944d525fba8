import { type ClientRequest, request as httpRequest, type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { HwctlError } from '../core/errors.ts'
import { connectError } from './connect-error.ts'
import { type ConnectParts, openInTurn } from './connector.ts'
import { onAbort } from './ending.ts'
import { eventReader } from './event-reader.ts'
import type { Endpoint } from './trust.ts'

/** TCP itself asks after so long a silence, in milliseconds, whether the BMC is still there. */
const TCP_ALIVE_MS = 30_000

/** What a stream of events is to be. */
export interface EventsRequest {
  readonly operation: string
  /** Path and query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** The data of one event, as text. */
  heard(data: string): void
  /** Once, when an open stream has ended, however it did. */
  ended(): void
}

/** An open stream of events. */
export interface EventStream {
  close(): void
}

/**
 * Opens a stream of Server-Sent Events (HTML Living Standard, 9.2) on a connection of its own, whose certificate has been checked.
 * @throws HwctlError `connect`, `trust`, `cancelled`; `bmc` with the status of a server that does not open one; `malformed`
 * where it answers with something else
 */
export async function openEventStream(
  endpoint: Endpoint,
  parts: ConnectParts,
  request: EventsRequest,
): Promise<EventStream> {
  const closing = new AbortController()
  const forget = onAbort(request.signal, () => closing.abort('closed'))
  try {
    const socket = await openInTurn(endpoint, parts, closing.signal)
    socket.setKeepAlive(true, TCP_ALIVE_MS)
    closing.signal.addEventListener('abort', () => socket.destroy(), { once: true })
    const asked = ask(socket, endpoint, request)
    const answer = await answerTo(asked, parts.limits.firstByteMs)
    checkAnswer(answer, endpoint, request)
    const read = eventReader((data) => request.heard(data))
    answer.on('data', (piece: Buffer) => read(piece))
    answer.once('close', () => request.ended())
    return { close: () => asked.destroy() }
  } catch (thrown) {
    closing.abort('closed')
    throw explain(thrown, endpoint, request)
  } finally {
    forget()
  }
}

function ask(socket: Socket, { host, port }: Endpoint, { path, headers }: EventsRequest): ClientRequest {
  const asked = httpRequest({
    createConnection: () => socket,
    host,
    port,
    path,
    headers: {
      accept: 'text/event-stream',
      'cache-control': 'no-cache',
      connection: 'keep-alive',
      host: `${host.includes(':') ? `[${host}]` : host}:${port}`,
      ...headers,
    },
  })
  asked.end()
  return asked
}

function answerTo(asked: ClientRequest, firstByteMs: number): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const silent = () => asked.destroy(Object.assign(new Error('silent'), { code: 'UND_ERR_HEADERS_TIMEOUT' }))
  const timer = setTimeout(silent, firstByteMs)
  asked.once('response', (answer) => {
    answer.on('error', () => answer.destroy()) // a stream that breaks is told of by `close`, which always follows
    resolve(answer)
  })
  asked.on('error', reject)
  return promise.finally(() => clearTimeout(timer))
}

function checkAnswer(answer: IncomingMessage, { host, port }: Endpoint, { path }: EventsRequest): void {
  const { statusCode: status = 0, headers } = answer
  if (status === 200 && headers['content-type']?.startsWith('text/event-stream')) return
  answer.destroy()
  if (status === 200)
    throw new HwctlError({ kind: 'malformed', host, port, path, problem: 'no event stream' })
  const message = answer.statusMessage || STATUS_CODES[status] || ''
  throw new HwctlError({ kind: 'bmc', host, port, status, message })
}

function explain(thrown: unknown, { host, port }: Endpoint, request: EventsRequest): HwctlError {
  if (thrown instanceof HwctlError) return thrown
  if (request.signal.aborted)
    return new HwctlError({ kind: 'cancelled', reason: String(request.signal.reason), reached: true }, thrown)
  const where = { host, port, path: request.path }
  return connectError(thrown, where, { phase: 'request', outcomeUnknown: false })
}
