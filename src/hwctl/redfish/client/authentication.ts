import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import type { Credentials } from '../../../core/node.ts'
import type { RestAnswer } from '../../../rest/request.ts'
import type { Rest } from '../../../rest/rest.ts'
import type { Authentication, Login } from '../../../rest/session.ts'
import { check, explain, passwordProblem } from './errors.ts'
import { pathIn } from './location.ts'
import { link, SERVICE_ROOT } from './resource.ts'

const linked = link.optional().catch(undefined)
const serviceRoot = z.object({
  Links: z.object({ Sessions: linked }).nullish(),
  SessionService: linked,
})
const sessionService = z.object({ Sessions: linked })

/** A session at the address that the service root names (DSP0266 13.3.4), or Basic authentication where there is none. */
export function authentication(node: Credentials): Authentication {
  return {
    async login(rest, signal) {
      const sessions = await sessionsPath(rest, signal)
      if (sessions === undefined) return basic(node)
      const answer = await rest.request({
        operation: 'login',
        method: 'POST',
        path: sessions,
        body: { UserName: node.username, Password: node.password.reveal() },
        shownBody: { UserName: node.username, Password: 'xxxxxx' },
        phase: 'login',
        repeatable: true,
        signal,
      })
      if ([404, 405, 501].includes(answer.status)) return basic(node)
      return session(rest, answer, signal)
    },
    logout: (rest, login, signal) => end(rest, login, signal),
  }
}

async function sessionsPath(rest: Rest, signal: AbortSignal): Promise<string | undefined> {
  const root = serviceRoot.safeParse(await look(rest, SERVICE_ROOT, signal)).data
  if (root?.Links?.Sessions) return root.Links.Sessions
  if (!root?.SessionService) return undefined
  return sessionService.safeParse(await look(rest, root.SessionService, signal)).data?.Sessions
}

async function look(rest: Rest, path: string, signal: AbortSignal): Promise<unknown> {
  const answer = await rest.request({
    operation: 'service_root',
    method: 'GET',
    path,
    phase: 'login',
    signal,
  })
  if (path !== SERVICE_ROOT && answer.status === 401) return undefined // a session service that wants a login first
  check(rest, answer)
  return answer.json
}

/** The session that was made; one that is of no use is ended before the error is told, and one of an expired password is marked. */
async function session(rest: Rest, answer: RestAnswer, signal: AbortSignal): Promise<Login> {
  const token = answer.headers['x-auth-token']
  const location = locationOf(answer)
  const login: Login | undefined =
    typeof token === 'string'
      ? { headers: { 'x-auth-token': token }, ...(location && { location }) }
      : undefined
  const expired = passwordProblem(rest, answer)
  if (login && expired && isGood(answer)) return { ...login, expired }
  const problem = problemWith(rest, answer, login)
  if (login && !problem) return login
  if (login) await end(rest, login, signal).catch(() => undefined)
  throw problem
}

function problemWith(rest: Rest, answer: RestAnswer, login: Login | undefined): HwctlError | undefined {
  const { host, port } = rest.endpoint
  const { status, path } = answer
  const { text } = explain(answer)
  const expired = passwordProblem(rest, answer)
  if (expired) return new HwctlError(expired)
  if (status === 401 || status === 403) {
    const reason = status === 401 ? 'Invalid username or password' : text
    return new HwctlError({ kind: 'login', host, port, status, reason })
  }
  if (!isGood(answer)) return new HwctlError({ kind: 'bmc', host, port, status, message: text })
  if (login) return undefined
  return new HwctlError({
    kind: 'malformed',
    host,
    port,
    path,
    problem: 'no X-Auth-Token in the answer to the login',
  })
}

function isGood({ status }: RestAnswer): boolean {
  return status >= 200 && status < 300
}

async function end(rest: Rest, { headers, location }: Login, signal: AbortSignal): Promise<void> {
  if (location === undefined) return
  const answer = await rest.request({
    operation: 'logout',
    method: 'DELETE',
    path: location,
    headers,
    phase: 'logout',
    repeatable: true,
    signal,
  })
  // A session that is not there any more is ended: 401 and 404 say so.
  if (answer.status !== 401 && answer.status !== 404) check(rest, answer)
}

/** `Location` is a path or a whole URL; some services give it only as the body's `@odata.id`. */
function locationOf(answer: RestAnswer): string | undefined {
  const { location } = answer.headers
  const named = typeof location === 'string' ? pathIn(location) : undefined
  return named ?? link.safeParse(answer.json).data
}

function basic(node: Credentials): Login {
  const pair = Buffer.from(`${node.username}:${node.password.reveal()}`).toString('base64')
  return { headers: { authorization: `Basic ${pair}` }, neverExpires: true }
}
