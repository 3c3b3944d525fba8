import type { SimulatedBmc } from '../bmc.ts'
import { asObject, type BmcReply, type BmcRequest, jsonBody } from '../message.ts'
import type { Flavour } from '../model.ts'
import type { SimulatedUser } from '../users.ts'
import { type DbusObject, flag, type LivingObjects, type Method, Refusal } from './dbus-object.ts'
import { failure, textFailure } from './envelope.ts'

/** Where the users are. */
export const USER = '/xyz/openbmc_project/user'
const GROUPS = ['web', 'redfish', 'ipmi', 'ssh']
const PRIVILEGES = ['priv-admin', 'priv-operator', 'priv-user', 'priv-callback']

/** PAM refuses a password that is too short (libpwquality, as images configure it). */
const MIN_LENGTH = 8

const BAD = () => new Refusal(failure(400, 'xyz.openbmc_project.Common.Error.InvalidArgument'))

const createUser: Method = ({ users, username }, [name, groups, privilege, enabled]) => {
  if (typeof name !== 'string' || !Array.isArray(groups) || !PRIVILEGES.includes(String(privilege)))
    return BAD()
  if (name === username || users.byName.has(name))
    return new Refusal(failure(500, 'xyz.openbmc_project.User.Common.Error.UserNameExists'))
  users.byName.set(name, {
    groups: groups.map(String),
    privilege: String(privilege),
    enabled: enabled === true,
  })
  return null
}

/** The user manager, and the user of the BMC's description, who is always there. */
export function userManager(_flavour: Flavour): Readonly<Record<string, DbusObject>> {
  return {
    [USER]: {
      properties: () => ({ AllGroups: GROUPS, AllPrivileges: PRIVILEGES, MinPasswordLength: MIN_LENGTH }),
      methods: { CreateUser: createUser },
    },
  }
}

/** The users of a BMC; phosphor's time has a method for passwords, bmcweb's leaves them to its Redfish accounts. */
export const userObjects: LivingObjects = ({ username, users }, flavour) => ({
  [`${USER}/${username}`]: {
    properties: () => shown({ groups: GROUPS, privilege: 'priv-admin', enabled: true }),
    ...(flavour === 'phosphor' && { methods: passwordMethod(username) }),
  },
  ...Object.fromEntries(
    [...users.byName].map(([name, user]) => [`${USER}/${name}`, userObject(name, user, flavour)]),
  ),
})

function userObject(name: string, user: SimulatedUser, flavour: Flavour): DbusObject {
  const remove = ({ users }: SimulatedBmc) => {
    users.byName.delete(name)
  }
  return {
    properties: () => shown(user),
    writers: {
      UserEnabled: flag((_bmc, value) => {
        user.enabled = value
      }),
      UserPrivilege: {
        accepts: (value) => PRIVILEGES.includes(String(value)),
        write: (_bmc, value) => {
          user.privilege = String(value)
        },
      },
      UserGroups: {
        accepts: (value) => Array.isArray(value) && value.every((group) => GROUPS.includes(String(group))),
        write: (_bmc, value) => {
          user.groups = value as string[]
        },
      },
    },
    methods: { Delete: remove, ...(flavour === 'phosphor' && passwordMethod(name)) },
    remove,
  }
}

function shown({ groups, privilege, enabled }: SimulatedUser) {
  return {
    UserEnabled: enabled,
    UserGroups: groups,
    UserLockedForFailedAttempt: false,
    UserPasswordExpired: false,
    UserPrivilege: privilege,
  }
}

function passwordMethod(name: string): Readonly<Record<string, Method>> {
  return { SetPassword: (bmc, [password]) => (setPassword(bmc, name, password) ? null : BAD()) }
}

/** True when it was taken. */
function setPassword(bmc: SimulatedBmc, name: string, password: unknown): boolean {
  if (typeof password !== 'string' || password.length < MIN_LENGTH) return false
  const user = bmc.users.byName.get(name)
  if (name === bmc.username) {
    bmc.password = password
    bmc.passwordHasExpired = false
  } else if (user) user.password = password
  return name === bmc.username || user !== undefined
}

/** PATCH of a Redfish account, as bmcweb takes passwords. */
export function patchPassword(bmc: SimulatedBmc, name: string, request: BmcRequest): BmcReply {
  if (name !== bmc.username && !bmc.users.byName.has(name)) return textFailure(404)
  return setPassword(bmc, name, asObject(jsonBody(request))?.Password) ? { status: 204 } : textFailure(400)
}

/** GARD records of an OpenPOWER host. */
export const GARD_OBJECTS: Readonly<Record<string, DbusObject>> = {
  '/org/open_power/control/gard': { properties: () => ({}), methods: { Reset: () => null } },
}
