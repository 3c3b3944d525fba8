import type { SimulatedBmc } from '../bmc.ts'
import { type BmcReply, type BmcRequest, basicCredentials } from '../message.ts'
import { accountPath } from './account-service.ts'
import type { FamilyTraits } from './family-traits.ts'
import { problem } from './problem.ts'
import { SESSIONS } from './session-service.ts'

/** The answer to somebody who may not ask this; undefined for everybody else. */
export function refusal(bmc: SimulatedBmc, request: BmcRequest, traits: FamilyTraits): BmcReply | undefined {
  const { headers, path } = request
  const token = headers['x-auth-token']
  const session = typeof token === 'string' ? bmc.sessions.find(token) : undefined
  const basic = session ? undefined : basicCredentials(headers.authorization)
  if (!session && !(basic && bmc.knows(...basic))) {
    const reply = traits.error(
      401,
      traits.hasActionInfo
        ? problem('ResourceAtUriUnauthorized', path, 'Unauthorized')
        : problem('NoValidSession'),
    )
    return { ...reply, headers: { 'www-authenticate': 'Basic realm="BMC"' } }
  }
  const mustChange = session
    ? session.mayOnlyChangePassword && bmc.passwordHasExpired
    : bmc.passwordHasExpired
  if (!mustChange || path === accountPath(traits) || path.startsWith(`${SESSIONS}/`)) return undefined
  return traits.error(403, problem('PasswordChangeRequired', accountPath(traits)))
}
