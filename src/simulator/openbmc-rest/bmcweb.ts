import type { SimulatedBmc } from '../bmc.ts'
import { asObject, type BmcReply, type BmcRequest, basicCredentials, jsonBody } from '../message.ts'
import type { Session } from '../session-table.ts'
import type { Dialect } from './dialect.ts'
import { failure, ok, textFailure } from './envelope.ts'

const COOKIE = 'SameSite=Strict; Secure'
const READS = ['GET', 'HEAD']

/** bmcweb with its `rest` option: two cookies and a header for writes, or a token, or Basic; some errors are only text. */
export const bmcweb: Dialect = {
  login,
  logout,
  refusal,
  data: checkedData,
  pathNotFound: () => failure(404, 'org.freedesktop.DBus.Error.FileNotFound: path or object not found'),
  routeNotFound: () => textFailure(404),
  attributeNotFound: () => failure(404, 'The specified property cannot be found'),
  // Description and message have changed places here, as in bmcweb of 2023.
  attributeNotWritable: () => failure(403, '403 Forbidden', 'The specified property cannot be created'),
  ownerNotFound: (path) => bmcweb.pathNotFound(path),
  valueRefused: () => failure(403, 'org.freedesktop.DBus.Error.InvalidArgs', 'Invalid argument'),
  methodNotFound: () => failure(404, 'The specified method cannot be found'),
}

function login(bmc: SimulatedBmc, request: BmcRequest): BmcReply {
  const sent = asObject(jsonBody(request))
  if (!sent) return textFailure(400)
  const given = credentials(sent)
  if (!given) return textFailure(400)
  if (!bmc.knows(given.username, given.password)) {
    bmc.seen.loginsRefused++
    return textFailure(401)
  }
  const opened = bmc.sessions.open(bmc.username, bmc.passwordHasExpired)
  if (!opened) return textFailure(503)
  bmc.seen.logins++
  const { token, xsrf, user } = opened.session
  if (!given.wantsCookies) return { status: 200, body: { token } }
  return ok(`User '${user}' logged in`, {
    'set-cookie': [`XSRF-TOKEN=${xsrf}; ${COOKIE}`, `SESSION=${token}; ${COOKIE}; HttpOnly`],
  })
}

/** The two forms of a login: phosphor's list is answered with cookies, names and values with a token. */
function credentials(sent: Readonly<Record<string, unknown>>) {
  if (Array.isArray(sent.data) && sent.data.length === 2)
    return { username: sent.data[0], password: sent.data[1], wantsCookies: true }
  const named = 'username' in sent ? sent : asObject(sent.data)
  if (!named?.username || !named.password) return undefined
  return { username: named.username, password: named.password, wantsCookies: false }
}

function logout(bmc: SimulatedBmc, request: BmcRequest): BmcReply {
  const refused = refusal(bmc, request)
  if (refused) return refused
  const session = cookieSession(bmc, request) ?? tokenSession(bmc, request)
  if (!session) return { status: 200 }
  bmc.sessions.end(session)
  bmc.seen.logouts++
  return ok(`User '${session.user}' logged out`, {
    'set-cookie': `SESSION=; ${COOKIE}; HttpOnly; expires=Thu, 01 Jan 1970 00:00:00 GMT`,
  })
}

function refusal(bmc: SimulatedBmc, request: BmcRequest): BmcReply | undefined {
  const basic = basicCredentials(request.headers.authorization)
  if (basic) {
    if (!bmc.knows(...basic)) return unauthorized()
    return bmc.passwordHasExpired ? textFailure(403) : undefined
  }
  const byToken = tokenSession(bmc, request)
  const session = byToken ?? cookieSession(bmc, request)
  if (!session) return unauthorized()
  const mayWrite = byToken !== undefined || request.headers['x-xsrf-token'] === session.xsrf
  if (!READS.includes(request.method) && !mayWrite) return unauthorized()
  return session.mayOnlyChangePassword && request.path !== '/logout' ? textFailure(403) : undefined
}

function unauthorized(): BmcReply {
  return textFailure(401, { 'www-authenticate': 'Basic' })
}

function cookieSession(bmc: SimulatedBmc, { headers }: BmcRequest): Session | undefined {
  return bmc.sessions.find(/(?:^|;\s*)SESSION=([^;]*)/.exec(headers.cookie ?? '')?.[1] ?? '')
}

function tokenSession(bmc: SimulatedBmc, { headers }: BmcRequest): Session | undefined {
  const sent = headers['x-auth-token'] ?? /^Token\s+(\S+)$/.exec(headers.authorization ?? '')?.[1]
  return typeof sent === 'string' ? bmc.sessions.find(sent) : undefined
}

function checkedData(request: BmcRequest): { data: unknown } | BmcReply {
  const type = (request.headers['content-type'] ?? '').toLowerCase()
  if (!type.startsWith('application/json')) return failure(415, 'Invalid Content-Type')
  const sent = asObject(jsonBody(request))
  return sent && 'data' in sent ? { data: sent.data } : failure(400, 'No JSON object could be decoded')
}
