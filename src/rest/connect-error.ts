import { type ExchangePhase, HwctlError } from '../core/errors.ts'

/** No connection came about, so nothing was sent. */
export class NotConnected extends Error {
  constructor(cause: unknown) {
    super('not connected', { cause })
  }
}

/** What operators know from their other tools, for the codes of Node and undici. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EPIPE: 'Connection reset by peer',
  UND_ERR_SOCKET: 'Connection reset by peer',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ETIMEDOUT: 'timeout',
  HWCTL_TLS_TIMEOUT: 'timeout in the TLS handshake',
  UND_ERR_HEADERS_TIMEOUT: 'timeout waiting for the answer',
  UND_ERR_BODY_TIMEOUT: 'timeout in the middle of the answer',
  ENOTFOUND: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
  EMFILE: 'Too many open files on this host',
  EADDRNOTAVAIL: 'Cannot assign requested address',
}

/** Codes that mean: the connection went away, not that the BMC is slow or absent. */
const RESETS = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

/** Codes that mean: the BMC is connected, but slow. */
const SLOW = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

/** Codes of undici's and Node's checks on an answer that is not HTTP. */
const NOT_HTTP = /^HPE_|^UND_ERR_(RES_|RESPONSE|HEADERS_OVERFLOW|REQ_CONTENT)|^ERR_ASSERTION$/

/** undici's code for a request that it does not send; what was not the BMC's own in it has been checked before. */
const UNSENDABLE = 'UND_ERR_INVALID_ARG'

/** Whether the connection was closed by the other side. */
export function isReset(thrown: unknown): boolean {
  return RESETS.has(codeOf(thrown))
}

/** Whether an answer did not come, or not whole, in its time. */
export function isSlow(thrown: unknown): boolean {
  return SLOW.has(codeOf(thrown))
}

/** What an exchange that broke is to be called, with host, port and reason. */
export function connectError(
  thrown: unknown,
  where: { readonly host: string; readonly port: number; readonly path: string },
  when: { readonly phase: ExchangePhase; readonly outcomeUnknown: boolean },
): HwctlError {
  const { host, port, path } = where
  const code = codeOf(thrown)
  const problem = problemOf(thrown, code)
  if (problem !== undefined) {
    const unknown = when.outcomeUnknown && code !== UNSENDABLE && { outcomeUnknown: true }
    return new HwctlError({ kind: 'malformed', host, port, path, problem, ...unknown }, thrown)
  }
  const reason = REASONS[code] ?? (tlsReason(thrown) || code || 'n/a')
  const unknown = when.outcomeUnknown && !(thrown instanceof NotConnected) && { outcomeUnknown: true }
  const closed = isReset(thrown) && !(thrown instanceof NotConnected) && { closed: true }
  return new HwctlError(
    { kind: 'connect', host, port, reason, phase: when.phase, ...closed, ...unknown },
    thrown,
  )
}

/** What is wrong with an answer that came, or with what it named; undefined where none came. */
function problemOf(thrown: unknown, code: string): string | undefined {
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'the answer is larger than 16 MiB'
  if (code === UNSENDABLE) return 'the BMC named a path or gave a header that cannot be sent'
  if (NOT_HTTP.test(code)) return `not a valid HTTP answer (${code})`
  if (thrown instanceof Error && thrown.name === 'HTTPParserError')
    return `not a valid HTTP answer (${/\((.+)\)$/.exec(thrown.message)?.[1] ?? thrown.message})`
  return undefined
}

function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return ''
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code
  return codeOf(thrown.cause)
}

/** OpenSSL's own words, without its numbers and file names. */
function tlsReason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return ''
  if ('reason' in thrown && typeof thrown.reason === 'string') return `TLS: ${thrown.reason}`
  return tlsReason(thrown.cause)
}
