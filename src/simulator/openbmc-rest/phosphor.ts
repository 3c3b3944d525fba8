import type { SimulatedBmc } from '../bmc.ts'
import { asObject, type BmcReply, type BmcRequest, jsonBody } from '../message.ts'
import type { Session } from '../session-table.ts'
import type { Dialect } from './dialect.ts'
import { failure, ok } from './envelope.ts'

/** phosphor-rest-server, the original: a cookie and nothing else, JSON errors throughout. */
export const phosphor: Dialect = {
  login,
  logout,
  refusal: (bmc, request) => (sessionOf(bmc, request) ? undefined : failure(401, 'Login required')),
  data: checkedData,
  pathNotFound: notFound,
  routeNotFound: notFound,
  attributeNotFound: (name) => failure(404, `The specified property cannot be found: '${name}'`),
  attributeNotWritable: (name) => failure(403, `The specified property cannot be created: '${name}'`),
  ownerNotFound: (_path, name) => failure(403, `The specified property cannot be created: '${name}'`),
  valueRefused: (_name, value) =>
    failure(403, `org.freedesktop.DBus.Error.InvalidArgs: ${JSON.stringify(value)}: Invalid argument`),
  uploadType: 'application/octet-stream',
  methodNotFound: (name) => failure(404, `The specified method cannot be found: '${name}'`),
}

function login(bmc: SimulatedBmc, request: BmcRequest): BmcReply {
  const checked = checkedData(request)
  if (!('data' in checked)) return checked
  const { data } = checked
  if (!Array.isArray(data) || data.length !== 2)
    return failure(
      400,
      `Expecting request format { 'data': [<username>, <password>] }, got '${request.body}'`,
    )
  if (!bmc.knows(data[0], data[1]) || bmc.passwordHasExpired) {
    bmc.seen.loginsRefused++
    return failure(401, 'Invalid username or password')
  }
  const isForced = asObject(jsonBody(request))?.force === true
  if (bmc.loginNeedsReadyBmc && bmc.bmcState !== 'Ready' && !isForced)
    return failure(503, 'BMC is not ready (booting)')
  const opened = bmc.sessions.open(bmc.username, false)
  if (!opened) return failure(500, 'no session')
  if (opened.evicted) bmc.seen.sessionsEvicted++
  bmc.seen.logins++
  return ok(`User '${bmc.username}' logged in`, {
    'set-cookie': `sid=${cookieValue(opened.session)}; HttpOnly; Secure`,
  })
}

/** Nobody has to be logged in to log out. */
function logout(bmc: SimulatedBmc, request: BmcRequest): BmcReply {
  const checked = checkedData(request)
  if (!('data' in checked)) return checked
  const session = sessionOf(bmc, request)
  if (!session) return ok('No user logged in')
  bmc.sessions.end(session)
  bmc.seen.logouts++
  return ok(`User '${session.user}' logged out`, {
    'set-cookie': 'sid=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=-1',
  })
}

/** As Bottle signs a cookie: quoted, with characters that a client that decodes cookies would spoil. */
function cookieValue({ token }: Session): string {
  return `"!${token}/+=?gAN9cQBYAwAAAHNpZHEB+/w=="`
}

/** The cookie must come back as it was sent, quotes and all. */
function sessionOf(bmc: SimulatedBmc, request: BmcRequest): Session | undefined {
  const sent = /(?:^|;\s*)sid=([^;]*)/.exec(request.headers.cookie ?? '')?.[1] ?? ''
  const session = bmc.sessions.find(/^"!([0-9a-f]+)/.exec(sent)?.[1] ?? '')
  return session && cookieValue(session) === sent ? session : undefined
}

/** The content type must be this one and nothing after it: a charset is too much. */
function checkedData(request: BmcRequest): { data: unknown } | BmcReply {
  const type = (request.headers['content-type'] ?? '').toLowerCase()
  if (request.body !== '' && type !== 'application/json')
    return failure(415, `Unsupported Content-Type: '${type}'`)
  const sent = jsonBody(request)
  if (sent === undefined) return failure(400, 'Expecting value: line 1 column 1 (char 0)')
  const object = asObject(sent)
  return object
    ? { data: object.data }
    : failure(400, `Expecting request format { 'data': <value> }, got '${request.body}'`)
}

function notFound(path: string): BmcReply {
  return failure(404, `org.freedesktop.DBus.Error.FileNotFound: path or object not found: ${path}`)
}
