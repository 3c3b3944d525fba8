import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'
import { type Credentials, Secret } from '../../../core/node.ts'
import { isNotFound } from '../../flows/not-found.ts'
import { authentication } from './authentication.ts'
import { anyObject, check, get, malformed, type OpenBmcClient, post, put } from './request.ts'

const USER = '/user'
const PREFIX = /^\/xyz\/openbmc_project\/user\/([^/]+)$/
const flag = z
  .union([z.boolean(), z.number(), z.string()])
  .transform((value) => ['1', 'true'].includes(String(value).toLowerCase()))
const userObject = z.object({
  UserPrivilege: z.string().nullish(),
  UserEnabled: flag.nullish(),
  UserGroups: z.array(z.string()),
})

/** A user as the BMC words him (xyz.openbmc_project.User.Attributes). */
export type UserObject = z.infer<typeof userObject> & { readonly name: string }

/** GET /user/enumerate; objects below it that are no users (LDAP's, the manager's own) have no groups. */
export async function listUsers(bmc: OpenBmcClient): Promise<readonly UserObject[]> {
  const tree = anyObject.safeParse(await get(bmc, 'list_users', `${USER}/enumerate`))
  if (!tree.success)
    throw malformed(bmc.session.rest, '/xyz/openbmc_project/user/enumerate', 'not a map of objects')
  return Object.entries(tree.data).flatMap(([path, properties]) => {
    const name = PREFIX.exec(path)?.[1]
    const user = userObject.safeParse(properties)
    return name !== undefined && user.success ? [{ name, ...user.data }] : []
  })
}

/** GET /user/NAME. @throws HwctlError `unsupported` where there is no such user that could get another password */
export async function getUser(bmc: OpenBmcClient, name: string): Promise<void> {
  await get(bmc, 'get_user', pathOf(name)).catch((thrown: unknown) => {
    if (!isNotFound(thrown)) throw thrown
    throw new HwctlError({ kind: 'unsupported', what: `the password of ${name}`, status: 404 }, thrown)
  })
}

/** POST /user/action/CreateUser [name, groups, privilege, enabled]; the user has no password yet. */
export async function createUser(
  bmc: OpenBmcClient,
  user: {
    readonly name: string
    readonly groups: readonly string[]
    readonly privilege: string
    readonly enabled: boolean
  },
): Promise<void> {
  const { name, groups, privilege, enabled } = user
  await post(bmc, 'create_user', `${USER}/action/CreateUser`, [name, groups, privilege, enabled])
}

/** POST /user/NAME/action/Delete */
export async function deleteUser(bmc: OpenBmcClient, name: string): Promise<void> {
  await post(bmc, 'delete_user', `${pathOf(name)}/action/Delete`, [])
}

/** PUT /user/NAME/attr/UserPrivilege, UserGroups or UserEnabled */
export function putUser(
  bmc: OpenBmcClient,
  name: string,
  [attribute, value]: readonly ['UserPrivilege' | 'UserGroups' | 'UserEnabled', unknown],
): Promise<void> {
  return put(bmc, 'set_user', `${pathOf(name)}/attr/${attribute}`, value)
}

/**
 * POST /user/NAME/action/SetPassword, which images until 2018 have. bmcweb answers 404 to it, and takes a password at its
 * Redfish accounts instead (PATCH Password), with the same login. A 404 has changed nothing.
 */
export async function setPassword(bmc: OpenBmcClient, name: string, password: string): Promise<void> {
  try {
    await send(bmc, {
      method: 'POST',
      path: `/xyz/openbmc_project${pathOf(name)}/action/SetPassword`,
      body: { data: [password] },
      shownBody: { data: ['xxxxxx'] },
    })
  } catch (thrown) {
    if (!isNotFound(thrown)) throw thrown
    const path = `/redfish/v1/AccountService/Accounts/${encodeURIComponent(name)}`
    await send(bmc, {
      method: 'PATCH',
      path,
      body: { Password: password },
      shownBody: { Password: 'xxxxxx' },
    }).catch((second: unknown) => {
      throw isNotFound(second) ? thrown : second
    })
  }
}

async function send(
  { session, signal }: OpenBmcClient,
  what: {
    readonly method: 'POST' | 'PATCH'
    readonly path: string
    readonly body: unknown
    readonly shownBody: unknown
  },
): Promise<void> {
  check(session.rest, await session.request({ operation: 'set_admin_password', ...what, signal }))
}

/**
 * Logs in with a password, and out again.
 * @throws HwctlError `login` where the BMC does not take it
 */
export async function proveLogin(
  { session: { rest }, signal }: OpenBmcClient,
  who: Credentials,
): Promise<void> {
  const { login, logout } = authentication({
    username: who.username,
    password: new Secret(who.password.reveal()),
  })
  await logout(rest, await login(rest, signal), signal)
}

/** The name is part of a path: only what OpenBMC takes for one (User.Manager: a letter or underscore, then more of them and digits). */
function pathOf(name: string): string {
  if (!/^[A-Za-z_][\w.-]{0,99}$/.test(name))
    throw new HwctlError({ kind: 'usage', problem: `'${name}' is not the name of a user` })
  return `${USER}/${name}`
}
