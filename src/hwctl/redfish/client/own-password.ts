import { z } from 'zod'
import { factsOf, HwctlError } from '../../../core/errors.ts'
import type { Credentials } from '../../../core/node.ts'
import { accountsPath, listAccounts } from './account-service.ts'
import { authentication } from './authentication.ts'
import { annotation, check, checkWrite } from './errors.ts'
import type { RedfishClient } from './resource.ts'
import { awaitTask } from './task.ts'

const OPERATION = 'set_admin_password'
const MASK = 'xxxxxx'

/**
 * Where the account of the user that is logged in is. A service that lets nobody look, as the password has expired, says it with
 * the login or with its refusal (DSP0266 13.3.7.1).
 * @throws HwctlError `unsupported` where the BMC has no such account
 */
export async function ownAccountPath(bmc: RedfishClient, username: string): Promise<string> {
  const { expired } = bmc.session
  if (expired?.changeAt !== undefined) return expired.changeAt
  try {
    const all = await listAccounts(bmc, await accountsPath(bmc, OPERATION), OPERATION)
    const own = all.find(({ data }) => data.UserName === username)
    if (own) return own.path
  } catch (thrown) {
    const facts = factsOf(thrown)
    if (facts.kind !== 'login' || facts.changeAt === undefined) throw thrown
    return facts.changeAt
  }
  const what = `the password of ${username}: the BMC has no such account`
  throw new HwctlError({ kind: 'unsupported', what })
}

/**
 * PATCH of that account's password: all that a session may do whose password has expired.
 * @returns what the service said about it in a 200
 * @throws HwctlError `bmc` where it is refused
 */
export async function setOwnPassword(
  bmc: RedfishClient,
  path: string,
  password: string,
): Promise<string | undefined> {
  let answer = await send(bmc, path, password)
  if (answer.status === 412 || answer.status === 428) answer = await send(bmc, path, password)
  checkWrite(bmc.session.rest, answer)
  if (!bmc.session.expired) await awaitTask(bmc, OPERATION, answer)
  return annotation(answer.json)
}

/** With the account's tag of now. */
async function send(bmc: RedfishClient, path: string, password: string) {
  const etag = await tagOf(bmc, path)
  return bmc.session.request({
    ...{ operation: OPERATION, method: 'PATCH', path, signal: bmc.signal, changesPassword: true },
    ...{ body: { Password: password }, shownBody: { Password: MASK } },
    ...(etag !== undefined && { headers: { 'if-match': etag } }),
  })
}

const tagged = z.object({ '@odata.etag': z.string() })

/** None where the account may not be read, as in a session that may only change the password. */
async function tagOf({ session, signal }: RedfishClient, path: string): Promise<string | undefined> {
  const request = { operation: OPERATION, method: 'GET', path, signal, changesPassword: true } as const
  const answer = await session.request(request)
  if (answer.status === 404) check(session.rest, answer)
  if (answer.status !== 200) return undefined
  const { etag } = answer.headers
  return typeof etag === 'string' ? etag : tagged.safeParse(answer.json).data?.['@odata.etag']
}

/**
 * Logs in with a password, and out again; where there are no sessions (Basic), reads the account with it.
 * @throws HwctlError `login` where the BMC does not take it
 */
export async function proveLogin(
  { session: { rest }, signal }: RedfishClient,
  who: Credentials,
  path: string,
): Promise<void> {
  const { login, logout } = authentication(who)
  const made = await login(rest, signal)
  if (!made.neverExpires) return logout(rest, made, signal)
  const { headers } = made
  const answer = await rest.request({
    operation: OPERATION,
    method: 'GET',
    path,
    headers,
    phase: 'login',
    signal,
  })
  if (answer.status === 401) {
    const { host, port } = rest.endpoint
    const reason = 'Invalid username or password'
    throw new HwctlError({ kind: 'login', host, port, status: 401, reason })
  }
  check(rest, answer)
}
