import { factsOf, HwctlError } from '../../core/errors.ts'
import { executor, steps, type Target } from '../../core/lifecycle.ts'
import { changePassword } from '../flows/change-password.ts'
import { checkChanged } from '../flows/unchanged.ts'
import { Account, type NewUser, type User, type UserNote, type UserSettings } from '../managers/account.ts'
import { accountTypesOf, groupsOf, isEveryGroup, privilegeOf, roleOf } from './account-words.ts'
import {
  type AccountChange,
  type AccountObject,
  accountsPath,
  createAccount,
  deleteAccount,
  getAccount,
  listAccounts,
  patchAccount,
} from './client/account-service.ts'
import { ownAccountPath, proveLogin, setOwnPassword } from './client/own-password.ts'
import type { RedfishClient, Resource } from './client/resource.ts'
import { protocol } from './protocol.ts'
import { accountSlots } from './quirks/account-slots.ts'

const LIST = 'GET the AccountService, its Accounts, and each of them'

/** Users over Redfish: ManagerAccount (DSP2046), POSTed, or in fixed slots of which an empty one is PATCHed. */
export default executor(Account, protocol, {
  changePassword: steps({
    plan: () => [
      `${LIST}, or what the BMC says where the password has expired`,
      'PATCH the account of the user Password',
      'POST a session with the new password',
      'DELETE that session',
    ],
    look: ({ bmc, node }) => ownAccountPath(bmc, node.username),
    run: (target, input) => changePassword(passwordActions(target.bmc, target.node.username), target, input),
  }),
  list: steps({
    plan: () => [LIST],
    look: ({ bmc }) => accounts(bmc, 'list_users'),
    run: async ({ bmc }) => users(await accounts(bmc, 'list_users')).map(userOf),
  }),
  add: steps({
    plan: ({ name }) => [
      LIST,
      `POST ${name} to the Accounts, or PATCH an empty slot where there are such`,
      'GET that account',
    ],
    look: async ({ bmc }) => refuseFull(await accounts(bmc, 'create_user')),
    run: (target, user) => add(target, user),
  }),
  change: steps({
    plan: ({ name, ...settings }) => [
      LIST,
      `PATCH the account of ${name} ${Object.keys(settings).join(', ')}`,
      'GET that account',
    ],
    look: ({ bmc }) => accounts(bmc, 'set_user'),
    run: (target, { name, ...settings }) => change(target, name, settings),
  }),
  remove: steps({
    plan: ({ name }) => [
      LIST,
      `DELETE the account of ${name}, or PATCH its slot to be nobody's where they are fixed`,
    ],
    look: ({ bmc }) => accounts(bmc, 'delete_user'),
    run: (target, { name }) => remove(target, name),
  }),
})

function passwordActions(bmc: RedfishClient, username: string) {
  let path = ''
  let said: string | undefined
  return {
    async set(password: string) {
      path = await ownAccountPath(bmc, username)
      said = await setOwnPassword(bmc, path, password)
    },
    /** What the service said of a password that it then does not take is the reason. */
    prove: (who: Parameters<typeof proveLogin>[1]) =>
      proveLogin(bmc, who, path).catch((thrown: unknown) => {
        const facts = factsOf(thrown)
        throw facts.kind === 'login' && said ? new HwctlError({ ...facts, reason: said }, thrown) : thrown
      }),
  }
}

async function accounts(bmc: RedfishClient, operation: string): Promise<readonly Resource<AccountObject>[]> {
  return listAccounts(bmc, await accountsPath(bmc, operation), operation)
}

/** Slots that are nobody's are left out. */
function users(all: readonly Resource<AccountObject>[]): readonly Resource<AccountObject>[] {
  return all.filter(({ data }) => data.UserName)
}

function userOf({ data: { UserName, RoleId, Enabled, AccountTypes } }: Resource<AccountObject>): User {
  return {
    name: UserName ?? '',
    ...(RoleId && { privilege: privilegeOf(RoleId) }),
    ...(Enabled != null && { enabled: Enabled }),
    groups: groupsOf(AccountTypes ?? []),
  }
}

/** @throws HwctlError `bmc` */
function named(bmc: RedfishClient, all: readonly Resource<AccountObject>[], name: string) {
  const found = all.find(({ data }) => data.UserName === name)
  if (found) return found
  const { host, port } = bmc.session.rest.endpoint
  throw new HwctlError({ kind: 'bmc', host, port, status: 404, message: `no user ${name}` })
}

async function add({ bmc, note }: Target<RedfishClient, UserNote>, user: NewUser) {
  const { name, password, privilege, groups, enabled } = user
  const path = await accountsPath(bmc, 'create_user')
  const all = await listAccounts(bmc, path, 'create_user')
  const wanted: AccountChange = {
    ...{ UserName: name, Password: password, RoleId: roleOf(privilege), Enabled: enabled },
    ...(!isEveryGroup(groups) && { AccountTypes: accountTypesOf(groups, users(all)[0]?.data) }),
  }
  const slot = emptySlot(all)
  let said: string | undefined
  if (slot) said = await patchAccount(bmc, slot, wanted)
  else await createAccount(bmc, path, wanted)
  note({ name, did: 'created' })
  const made = named(bmc, await listAccounts(bmc, path, 'create_user'), name)
  checkAccount(bmc, wanted, made, said)
  note({ name, did: 'password-set' })
  return { name }
}

/** A slot that is nobody's, and may be somebody's. */
function emptySlot(all: readonly Resource<AccountObject>[]): Resource<AccountObject> | undefined {
  return all.find(({ data }) => data.UserName === '' && !accountSlots.reserved.some((id) => id === data.Id))
}

/** @throws HwctlError `unsupported` where there are slots, and each that may be had is somebody's */
function refuseFull(all: readonly Resource<AccountObject>[]): void {
  if (!all.some(({ data }) => data.UserName === '') || emptySlot(all)) return
  throw new HwctlError({ kind: 'unsupported', what: 'another user, as every slot is taken,' })
}

async function change({ bmc, note }: Target<RedfishClient, UserNote>, name: string, settings: UserSettings) {
  const { password, privilege, groups, enabled } = settings
  const account = named(bmc, await accounts(bmc, 'set_user'), name)
  const wanted: AccountChange = {
    ...(password !== undefined && { Password: password }),
    ...(privilege !== undefined && { RoleId: roleOf(privilege) }),
    ...(groups !== undefined && { AccountTypes: accountTypesOf(groups, account.data) }),
    ...(enabled !== undefined && { Enabled: enabled }),
  }
  const tagged = await getAccount(bmc, account.path, 'set_user')
  const said = await patchAccount(bmc, tagged, wanted)
  checkAccount(bmc, wanted, await getAccount(bmc, account.path, 'set_user'), said)
  if (password !== undefined) note({ name, did: 'password-updated' })
  if (privilege !== undefined) note({ name, did: 'privilege', value: privilege })
  if (groups !== undefined) note({ name, did: 'groups', value: groups.join(',') })
  if (enabled !== undefined) note({ name, did: enabled ? 'enabled' : 'disabled' })
  return { name }
}

/** All but the password, which nobody can read: what was said of that one counts. */
function checkAccount(
  bmc: RedfishClient,
  { Password, ...asked }: AccountChange,
  { data }: Resource<AccountObject>,
  said: string | undefined,
): void {
  const shown = (value: unknown) => (Array.isArray(value) ? [...value].sort().join() : value)
  const properties = Object.entries(asked).map(([property, value]) => ({
    property,
    asked: shown(value),
    found: shown(data[property as keyof AccountObject]),
  }))
  checkChanged(bmc, properties, said)
  if (Password === undefined || !said?.includes('Password')) return
  checkChanged(bmc, [{ property: 'Password', asked: 'another', found: 'the same' }], said)
}

async function remove({ bmc, note }: Target<RedfishClient, UserNote>, name: string) {
  const all = await accounts(bmc, 'delete_user')
  const account = named(bmc, all, name)
  const isSlot = all.some(({ data }) => data.UserName === '')
  if (isSlot || !(await deleteAccount(bmc, account.path))) await emptied(bmc, account)
  note({ name, did: 'deleted' })
  return { name }
}

/** A slot loses its rights before its name: iDRAC does not let go of a user that is enabled. */
async function emptied(bmc: RedfishClient, { path }: Resource<AccountObject>): Promise<void> {
  for (const change of [{ Enabled: false, RoleId: 'None' }, { UserName: '' }]) {
    const said = await patchAccount(bmc, await getAccount(bmc, path, 'delete_user'), change)
    checkAccount(bmc, change, await getAccount(bmc, path, 'delete_user'), said)
  }
}
