import type { SimulatedBmc } from '../bmc.ts'
import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { SimulatedUser } from '../users.ts'
import type { FamilyTraits } from './family-traits.ts'
import { type Problem, problem } from './problem.ts'
import { collection, link, type ResourceTree, type Visit } from './resource.ts'

/** Where the accounts are. */
export const ACCOUNTS = '/redfish/v1/AccountService/Accounts'
/** Where their roles are. */
export const ROLES = '/redfish/v1/AccountService/Roles'

/** Slots of an iDRAC; the first is IPMI's anonymous user. */
const SLOTS = 16

/** Roles by D-Bus' word for them. */
const ROLE_IDS: Readonly<Record<string, string>> = {
  'priv-admin': 'Administrator',
  'priv-operator': 'Operator',
  'priv-user': 'ReadOnly',
}

/** Account types by D-Bus' groups, in bmcweb's order. */
const TYPES: Readonly<Record<string, string>> = {
  redfish: 'Redfish',
  web: 'WebUI',
  ipmi: 'IPMI',
  ssh: 'ManagerConsole',
}
const EVERY_GROUP = Object.keys(TYPES)

const MIN_LENGTH = 8

/** The accounts of a BMC: the user of its description, and those that were made. */
export function accounts(traits: FamilyTraits): ResourceTree {
  const hasSlots = traits.config.accounts === 'slots'
  return {
    [ACCOUNTS]: {
      show: ({ bmc }) =>
        collection(
          ACCOUNTS,
          'ManagerAccount',
          'Accounts Collection',
          idsOf(bmc, traits).map((id) => `${ACCOUNTS}/${id}`),
        ),
      ...(!hasSlots && { create }),
    },
    [`${ACCOUNTS}/*`]: {
      show: showAccount,
      change,
      ...(!hasSlots && { remove }),
    },
  }
}

/** stock OpenBMC's accounts are called as their users are, X10's are numbered, iDRAC's are slots. */
function idsOf({ users }: SimulatedBmc, traits: FamilyTraits): readonly string[] {
  if (traits.config.accounts === 'slots')
    return Array.from({ length: SLOTS }, (_, index) => String(index + 1))
  return [traits.account, ...[...users.byName].map(([name, user]) => idOf(traits, name, user))]
}

function idOf({ account }: FamilyTraits, name: string, { slot }: SimulatedUser): string {
  return account === '2' ? String(slot) : name
}

/** Who a member is: the user of the description, one that was made, nobody in a slot, or no account at all. */
function whoIs({ bmc, traits, id }: Visit): { name: string; user: SimulatedUser } | 'nobody' | undefined {
  if (id === traits.account || (traits.account === 'root' && id === bmc.username))
    return { name: bmc.username, user: { groups: EVERY_GROUP, privilege: 'priv-admin', enabled: true } }
  const found = [...bmc.users.byName].find(([name, user]) => idOf(traits, name, user) === id)
  if (found) return { name: found[0], user: found[1] }
  return idsOf(bmc, traits).includes(id) ? 'nobody' : undefined
}

function showAccount(visit: Visit): JsonObject | undefined {
  const who = whoIs(visit)
  if (!who) return undefined
  const { bmc, traits, id } = visit
  const { name, user } = who === 'nobody' ? NOBODY : who
  const role = ROLE_IDS[user.privilege] ?? 'None'
  return {
    ...link(`${ACCOUNTS}/${id}`),
    '@odata.type': '#ManagerAccount.v1_7_0.ManagerAccount',
    ...(traits.config.hasAccountTypes && { AccountTypes: user.groups.map((group) => TYPES[group] ?? group) }),
    Description: 'User Account',
    Enabled: user.enabled,
    Id: id,
    Links: { Role: link(`${ROLES}/${role}`) },
    Locked: false,
    Name: 'User Account',
    Password: null,
    ...(traits.config.hasAccountTypes && {
      PasswordChangeRequired: name === bmc.username && bmc.passwordHasExpired,
    }),
    RoleId: role,
    UserName: name,
  }
}

const NOBODY: { readonly name: string; readonly user: SimulatedUser } = {
  name: '',
  user: { groups: EVERY_GROUP, privilege: '', enabled: false },
}

function create({ bmc, request, traits }: Visit): BmcReply {
  const sent = asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const name = sent.UserName
  for (const required of ['UserName', 'Password'])
    if (typeof sent[required] !== 'string') return traits.error(400, problem('PropertyMissing', required))
  if (typeof name !== 'string' || isTaken(bmc, name))
    return traits.error(400, problem('ResourceAlreadyExists', 'ManagerAccount', 'UserName', String(name)))
  const user: SimulatedUser = {
    groups: EVERY_GROUP,
    privilege: 'priv-user',
    enabled: true,
    slot: 3 + bmc.users.byName.size,
  }
  const wrong = apply(sent, user, traits)
  if (wrong) return wrong
  bmc.users.byName.set(name, user)
  const path = `${ACCOUNTS}/${idOf(traits, name, user)}`
  return { status: 201, headers: { location: path }, body: { ...link(path) } }
}

function isTaken({ username, users }: SimulatedBmc, name: string): boolean {
  return name === username || users.byName.has(name)
}

function change(visit: Visit): BmcReply {
  const { bmc, request, traits, id } = visit
  const sent = asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const who = whoIs(visit)
  if (!who) return traits.error(404, problem('ResourceNotFound', 'ManagerAccount', id))
  if (who === 'nobody') return occupy(visit, sent)
  if (who.name === bmc.username) return changeOwn(visit, sent)
  const name = sent.UserName
  if (traits.config.accounts === 'slots' && name === '') {
    if (who.user.enabled)
      return traits.propertyError('UserName', problem('PropertyValueConflict', 'UserName', 'Enabled'))
    bmc.users.byName.delete(who.name)
    return traits.changeDone
  }
  return apply(sent, who.user, traits) ?? traits.changeDone
}

/** A slot that is nobody's becomes somebody's. */
function occupy({ bmc, traits, id }: Visit, sent: JsonObject): BmcReply {
  const name = sent.UserName
  if (id === '1' || typeof name !== 'string' || name === '')
    return traits.propertyError('UserName', problem('PropertyValueFormatError', String(name), 'UserName'))
  if (isTaken(bmc, name))
    return traits.error(400, problem('ResourceAlreadyExists', 'ManagerAccount', 'UserName', name))
  const user: SimulatedUser = { groups: EVERY_GROUP, privilege: '', enabled: false, slot: Number(id) }
  const wrong = apply(sent, user, traits)
  if (wrong) return wrong
  bmc.users.byName.set(name, user)
  return traits.changeDone
}

/** The user of the description stays as it is, but for its password. */
function changeOwn({ bmc, traits }: Visit, sent: JsonObject): BmcReply {
  const stranger = Object.keys(sent).find((name) => name !== 'Password')
  if (stranger !== undefined) return traits.propertyError(stranger, problem('PropertyUnknown', stranger))
  const { Password: password } = sent
  if (typeof password !== 'string')
    return traits.propertyError('Password', problem('PropertyMissing', 'Password'))
  if (password.length < MIN_LENGTH) return traits.propertyError('Password', tooShort())
  bmc.password = password
  bmc.passwordHasExpired = false
  return traits.changeDone
}

const tooShort = () => problem('PropertyValueFormatError', '***', 'Password')

/** Takes over what is sent, or nothing of it. */
function apply(sent: JsonObject, user: SimulatedUser, traits: FamilyTraits): BmcReply | undefined {
  const { Password, RoleId, Enabled, AccountTypes } = sent
  const wrong = wrongWith(sent, traits)
  if (wrong) return traits.propertyError(...wrong)
  if (typeof Password === 'string') user.password = Password
  if (typeof Enabled === 'boolean') user.enabled = Enabled
  if (RoleId !== undefined) user.privilege = privilegeOf(RoleId) ?? ''
  if (Array.isArray(AccountTypes))
    user.groups = EVERY_GROUP.filter((group) => AccountTypes.includes(TYPES[group]))
  return undefined
}

function wrongWith(
  { Password, RoleId, AccountTypes }: JsonObject,
  { config }: FamilyTraits,
): readonly [string, Problem] | undefined {
  if (typeof Password === 'string' && Password.length < MIN_LENGTH) return ['Password', tooShort()]
  const isRole =
    RoleId === undefined || privilegeOf(RoleId) || (config.accounts === 'slots' && RoleId === 'None')
  if (!isRole) return ['RoleId', problem('PropertyValueNotInList', String(RoleId), 'RoleId')]
  if (AccountTypes === undefined) return undefined
  if (!config.hasAccountTypes) return ['AccountTypes', problem('PropertyUnknown', 'AccountTypes')]
  const types: readonly unknown[] = Array.isArray(AccountTypes) ? AccountTypes : []
  const isStrict = config.accounts === 'made' // bmcweb has one group for both
  if (isStrict && types.includes('Redfish') !== types.includes('WebUI'))
    return ['AccountTypes', problem('StrictAccountTypes', 'AccountTypes')]
  return undefined
}

function privilegeOf(role: unknown): string | undefined {
  return Object.keys(ROLE_IDS).find((privilege) => ROLE_IDS[privilege] === role)
}

function remove(visit: Visit): BmcReply {
  const who = whoIs(visit)
  const { bmc, traits, id } = visit
  if (!who || who === 'nobody') return traits.error(404, problem('ResourceNotFound', 'ManagerAccount', id))
  if (who.name === bmc.username) return traits.error(400, problem('ResourceCannotBeDeleted'))
  bmc.users.byName.delete(who.name)
  return traits.changeDone
}
