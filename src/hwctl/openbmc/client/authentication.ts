import { HwctlError } from '../../../core/errors.ts'
import type { Credentials } from '../../../core/node.ts'
import type { RestAnswer } from '../../../rest/request.ts'
import type { Rest } from '../../../rest/rest.ts'
import type { Authentication, Login } from '../../../rest/session.ts'
import { errorMessage } from './request.ts'

/**
 * Cookies of `POST /login`. phosphor-rest-server gives `sid`; bmcweb gives `SESSION` and `XSRF-TOKEN`, and refuses every
 * write that does not carry the latter as a header too. Each server ignores what only the other one wants.
 */
export function authentication(node: Credentials): Authentication {
  return {
    async login(rest, signal) {
      const answer = await rest.request({
        operation: 'login',
        method: 'POST',
        path: '/login',
        body: { data: [node.username, node.password.reveal()] },
        shownBody: { data: [node.username, 'xxxxxx'] },
        phase: 'login',
        repeatable: true,
        signal,
      })
      if (answer.status < 200 || answer.status > 299) throw refused(rest, answer)
      return loginOf(answer)
    },
    async logout(rest, { headers }, signal) {
      const answer = await rest.request({
        operation: 'logout',
        method: 'POST',
        path: '/logout',
        headers,
        body: { data: [] },
        phase: 'logout',
        repeatable: true,
        signal,
      })
      if (answer.status >= 400 && answer.status !== 401) throw refused(rest, answer)
    },
  }
}

/** Cookie values are sent back as they came: phosphor-rest-server quotes its `sid`, with `!`, `=`, `?`, `+` and `/` in it. */
function loginOf(answer: RestAnswer): Login {
  const cookies = [answer.headers['set-cookie'] ?? []].flat().map((cookie) => cookie.split(';', 1)[0] ?? '')
  const xsrf = cookies.find((cookie) => cookie.startsWith('XSRF-TOKEN='))?.slice('XSRF-TOKEN='.length)
  return { headers: { cookie: cookies.join('; '), ...(xsrf && { 'x-xsrf-token': xsrf }) } }
}

function refused(rest: Rest, answer: RestAnswer): HwctlError {
  const { host, port } = rest.endpoint
  const { status } = answer
  if (status !== 401 && status !== 403)
    return new HwctlError({ kind: 'bmc', host, port, status, message: errorMessage(answer) })
  const reason = status === 401 ? 'Invalid username or password' : errorMessage(answer)
  return new HwctlError({ kind: 'login', host, port, status, reason })
}
