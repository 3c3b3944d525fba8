import { HwctlError } from '../../core/errors.ts'
import { executor, steps } from '../../core/lifecycle.ts'
import { changePassword } from '../flows/change-password.ts'
import { isNotFound } from '../flows/not-found.ts'
import { Account, type User, type UserNote } from '../managers/account.ts'
import { type OpenBmcClient, ROOT } from './client/request.ts'
import {
  createUser,
  deleteUser,
  getUser,
  listUsers,
  proveLogin,
  putUser,
  setPassword,
  type UserObject,
} from './client/user.ts'
import { protocol } from './protocol.ts'

const PASSWORD = (user: string) =>
  `POST ${ROOT}/user/${user}/action/SetPassword, or PATCH /redfish/v1/AccountService/Accounts/${user} where that is not there`

/** Users over OpenBMC's REST: the D-Bus user manager (xyz.openbmc_project.User.Manager). */
export default executor(Account, protocol, {
  changePassword: steps({
    plan: () => [PASSWORD('USERNAME'), 'POST /login with the new password', 'POST /logout'],
    look: ({ bmc, node }) => getUser(bmc, node.username),
    run: (target, input) =>
      changePassword(
        {
          set: (password) => setPassword(target.bmc, target.node.username, password),
          prove: (who) => proveLogin(target.bmc, who),
        },
        target,
        input,
      ),
  }),
  list: steps({
    plan: () => [`GET ${ROOT}/user/enumerate`],
    look: ({ bmc }) => findUsers(bmc),
    run: async ({ bmc }) => (await listUsers(bmc)).map(userOf),
  }),
  add: steps({
    plan: ({ name }) => [`POST ${ROOT}/user/action/CreateUser ${name}`, PASSWORD(name)],
    look: ({ bmc }) => findUsers(bmc),
    async run({ bmc, note }, { password, ...user }) {
      const { name } = user
      await createUser(bmc, user)
      note({ name, did: 'created' })
      await setPassword(bmc, name, password)
      note({ name, did: 'password-set' })
      return { name }
    },
  }),
  change: steps({
    plan: ({ name, password, privilege, groups, enabled }) => [
      ...(password === undefined ? [] : [PASSWORD(name)]),
      ...(privilege === undefined ? [] : [`PUT ${ROOT}/user/${name}/attr/UserPrivilege ${privilege}`]),
      ...(groups === undefined ? [] : [`PUT ${ROOT}/user/${name}/attr/UserGroups ${groups.join(',')}`]),
      ...(enabled === undefined ? [] : [`PUT ${ROOT}/user/${name}/attr/UserEnabled ${enabled}`]),
    ],
    look: ({ bmc }) => findUsers(bmc),
    async run({ bmc, note }, { name, password, privilege, groups, enabled }) {
      const did = (what: Omit<UserNote, 'name'>) => note({ name, ...what })
      if (password !== undefined) {
        await setPassword(bmc, name, password)
        did({ did: 'password-updated' })
      }
      if (privilege !== undefined) {
        await putUser(bmc, name, ['UserPrivilege', privilege])
        did({ did: 'privilege', value: privilege })
      }
      if (groups !== undefined) {
        await putUser(bmc, name, ['UserGroups', groups])
        did({ did: 'groups', value: groups.join(',') })
      }
      if (enabled !== undefined) {
        await putUser(bmc, name, ['UserEnabled', enabled])
        did({ did: enabled ? 'enabled' : 'disabled' })
      }
      return { name }
    },
  }),
  remove: steps({
    plan: ({ name }) => [`POST ${ROOT}/user/${name}/action/Delete`],
    look: ({ bmc }) => findUsers(bmc),
    async run({ bmc, note }, { name }) {
      await deleteUser(bmc, name)
      note({ name, did: 'deleted' })
      return { name }
    },
  }),
})

function userOf({ name, UserPrivilege, UserEnabled, UserGroups }: UserObject): User {
  return {
    name,
    ...(UserPrivilege && { privilege: UserPrivilege }),
    ...(UserEnabled != null && { enabled: UserEnabled }),
    groups: [...UserGroups].sort(),
  }
}

/** @throws HwctlError `unsupported` for an image whose users are not objects, as before 2019 */
async function findUsers(bmc: OpenBmcClient): Promise<void> {
  const users = await listUsers(bmc).catch((thrown: unknown) => {
    if (!isNotFound(thrown)) throw thrown
    return []
  })
  if (users.length === 0) throw new HwctlError({ kind: 'unsupported', what: 'users', status: 404 })
}
