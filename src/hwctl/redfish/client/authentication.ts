import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import type { NodeInfo } from '../../../core/node.ts'
import type { Rest, RestAnswer } from '../../../rest/rest.ts'
import type { Authentication, Login } from '../../../rest/session.ts'
import { check, explain, wantsPasswordChange } from './errors.ts'
import { link, SERVICE_ROOT } from './resource.ts'

const serviceRoot = z.object({
  Links: z.object({ Sessions: link }).optional(),
  SessionService: link.optional(),
})

/** A session at the address that the service root names (DSP0266 13.3.4), or Basic authentication where there is none. */
export function authentication(node: NodeInfo): Authentication {
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
      return loginOf(rest, answer)
    },
    async logout(rest, { headers, location }, signal) {
      if (location === undefined) return
      const answer = await rest.request({
        operation: 'logout',
        method: 'DELETE',
        path: location,
        headers,
        phase: 'login',
        repeatable: true,
        signal,
      })
      // A session that is not there any more is ended: 401 and 404 say so.
      if (answer.status !== 401 && answer.status !== 404) check(rest, answer)
    },
  }
}

async function sessionsPath(rest: Rest, signal: AbortSignal): Promise<string | undefined> {
  const answer = await rest.request({
    operation: 'service_root',
    method: 'GET',
    path: SERVICE_ROOT,
    phase: 'login',
    signal,
  })
  check(rest, answer)
  return serviceRoot.safeParse(answer.json).data?.Links?.Sessions
}

function loginOf(rest: Rest, answer: RestAnswer): Login {
  const { host, port } = rest.endpoint
  const { status } = answer
  if (status < 200 || status > 299 || wantsPasswordChange(answer.json)) {
    const { text, passwordChangeRequired } = explain(answer)
    const change = passwordChangeRequired || wantsPasswordChange(answer.json)
    if (change || status === 401 || status === 403)
      throw new HwctlError({
        kind: 'login',
        host,
        port,
        status,
        reason: status === 401 ? 'Invalid username or password' : text,
        ...(change && { passwordChangeRequired: true }),
      })
    check(rest, answer)
  }
  const token = answer.headers['x-auth-token']
  const location = locationOf(answer)
  if (typeof token !== 'string')
    throw new HwctlError({
      kind: 'malformed',
      host,
      port,
      path: answer.path,
      problem: 'no X-Auth-Token in the answer to the login',
    })
  return { headers: { 'x-auth-token': token }, ...(location && { location }) }
}

/** `Location` is a path or a whole URL; some services give it only as the body's `@odata.id`. */
function locationOf(answer: RestAnswer): string | undefined {
  const { location } = answer.headers
  if (typeof location === 'string') return new URL(location, 'https://bmc').pathname
  return link.safeParse(answer.json).data
}

function basic(node: NodeInfo): Login {
  const pair = Buffer.from(`${node.username}:${node.password.reveal()}`).toString('base64')
  return { headers: { authorization: `Basic ${pair}` } }
}
