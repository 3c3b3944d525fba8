import { HwctlError } from '../../core/errors.ts'
import { PRIVILEGES, type Privilege, USER_GROUPS, type UserGroup } from '../managers/account.ts'
import type { AccountObject } from './client/account-service.ts'

/** Standard roles (DSP0266 13.6.3); the callback privilege of IPMI has no equal. */
const ROLES: Readonly<Partial<Record<Privilege, string>>> = {
  'priv-admin': 'Administrator',
  'priv-operator': 'Operator',
  'priv-user': 'ReadOnly',
}

/** Values of ManagerAccount.AccountTypes (DSP2046), as bmcweb pairs them with OpenBMC's groups. */
const ACCOUNT_TYPES: Readonly<Record<UserGroup, string>> = {
  redfish: 'Redfish',
  web: 'WebUI',
  ipmi: 'IPMI',
  ssh: 'ManagerConsole',
}

/** @throws HwctlError `unsupported` with those that there are */
export function roleOf(privilege: Privilege): string {
  const role = ROLES[privilege]
  if (role !== undefined) return role
  const offered = PRIVILEGES.filter((one) => ROLES[one] !== undefined)
  throw new HwctlError({ kind: 'unsupported', what: `privilege ${privilege} over redfish`, offered })
}

/** The privilege that a role is, or the service's own word. */
export function privilegeOf(role: string): string {
  return PRIVILEGES.find((one) => ROLES[one] === role) ?? role
}

/** The groups that account types are, each or the service's own word, in the order of the alphabet. */
export function groupsOf(types: readonly string[]): readonly string[] {
  return types.map((type) => USER_GROUPS.find((group) => ACCOUNT_TYPES[group] === type) ?? type).sort()
}

/** Whether groups are all there are, which is what a service gives a user when nobody says. */
export function isEveryGroup(groups: readonly UserGroup[]): boolean {
  return USER_GROUPS.every((group) => groups.includes(group))
}

/** @throws HwctlError `unsupported` where the service's accounts, of which this is one, have no types */
export function accountTypesOf(groups: readonly UserGroup[], like: AccountObject | undefined): string[] {
  if (!like?.AccountTypes) throw new HwctlError({ kind: 'unsupported', what: 'groups of users over redfish' })
  return groups.map((group) => ACCOUNT_TYPES[group])
}
