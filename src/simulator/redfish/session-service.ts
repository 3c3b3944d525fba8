import type { SimulatedBmc } from '../bmc.ts'
import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { Session } from '../session-table.ts'
import { accountPath } from './account-service.ts'
import { problem } from './problem.ts'
import { collection, link, type Resource, type ResourceTree, type Visit } from './resource.ts'

const SERVICE = '/redfish/v1/SessionService'
/** Where sessions are opened. */
export const SESSIONS = `${SERVICE}/Sessions`

/** The session service, its sessions, and each of them. */
export const SESSION_SERVICE: ResourceTree = {
  [SERVICE]: {
    show: () => ({
      ...link(SERVICE),
      '@odata.type': '#SessionService.v1_0_2.SessionService',
      Description: 'Session Service',
      Id: 'SessionService',
      Name: 'Session Service',
      ServiceEnabled: true,
      SessionTimeout: 1800,
      Sessions: link(SESSIONS),
    }),
  },
  [SESSIONS]: {
    show: ({ bmc }) => collection(SESSIONS, 'Session', 'Session Collection', bmc.sessions.all.map(pathOf)),
    create: open,
  },
  [`${SESSIONS}/*`]: {
    show: ({ bmc, id }) => shown(sessionWithId(bmc, id)),
    remove: end,
  } satisfies Resource,
}

function open({ bmc, request, traits }: Visit): BmcReply {
  const sent = asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const missing = ['UserName', 'Password'].find((name) => typeof sent[name] !== 'string')
  if (missing !== undefined) return traits.error(400, problem('PropertyMissing', missing))
  if (!bmc.knows(sent.UserName, sent.Password)) {
    bmc.seen.loginsRefused++
    return traits.error(401, problem('ResourceAtUriUnauthorized', SESSIONS, 'Invalid username or password'))
  }
  const opened = bmc.sessions.open(bmc.username, bmc.passwordHasExpired)
  if (!opened) return traits.error(traits.sessionLimitStatus, problem('SessionLimitExceeded'))
  bmc.seen.logins++
  const { session } = opened
  const mustChange = session.mayOnlyChangePassword
    ? asObject(
        asObject(traits.error(403, problem('PasswordChangeRequired', accountPath(traits))).body)?.error,
      )
    : undefined
  return {
    status: 201,
    headers: { 'x-auth-token': session.token, location: pathOf(session) },
    body: {
      ...shown(session),
      ...(mustChange && { '@Message.ExtendedInfo': mustChange['@Message.ExtendedInfo'] }),
    },
  }
}

function end({ bmc, traits, id }: Visit): BmcReply {
  const session = sessionWithId(bmc, id)
  if (!session) return traits.error(404, problem('ResourceNotFound', 'Session', id))
  bmc.sessions.end(session)
  bmc.seen.logouts++
  return traits.sessionEnded
}

function sessionWithId(bmc: SimulatedBmc, id: string): Session | undefined {
  return bmc.sessions.all.find((session) => session.id === id)
}

function pathOf({ id }: Session): string {
  return `${SESSIONS}/${id}`
}

function shown(session: Session | undefined): JsonObject | undefined {
  return (
    session && {
      ...link(pathOf(session)),
      '@odata.type': '#Session.v1_3_0.Session',
      Id: session.id,
      Name: 'User Session',
      UserName: session.user,
      CreatedTime: new Date(session.openedAt).toISOString(),
    }
  )
}
