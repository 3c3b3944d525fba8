import { asObject, type BmcReply, type JsonObject, jsonBody } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'
import { problem } from './problem.ts'
import { fixedCollection, link, type ResourceTree, type Visit } from './resource.ts'

const SERVICE = '/redfish/v1/AccountService'
const ACCOUNTS = `${SERVICE}/Accounts`
const ROLES = `${SERVICE}/Roles`
const ADMINISTRATOR = `${ROLES}/Administrator`

/** Where the one account is. */
export function accountPath(traits: FamilyTraits): string {
  return `${ACCOUNTS}/${traits.account}`
}

/** The account service with one account, whose password may be changed, and its role. */
export function accountService(traits: FamilyTraits): ResourceTree {
  const path = accountPath(traits)
  return {
    ...FIXED,
    [ACCOUNTS]: fixedCollection(ACCOUNTS, 'ManagerAccount', 'Accounts Collection', [path]),
    [path]: { show: showAccount, change: changePassword },
  }
}

/** What is the same for every family. */
const FIXED: ResourceTree = {
  [SERVICE]: {
    show: () => ({
      ...link(SERVICE),
      '@odata.type': '#AccountService.v1_10_0.AccountService',
      Accounts: link(ACCOUNTS),
      Id: 'AccountService',
      Name: 'Account Service',
      Roles: link(ROLES),
      ServiceEnabled: true,
    }),
  },
  [ROLES]: fixedCollection(ROLES, 'Role', 'Roles Collection', [ADMINISTRATOR]),
  [ADMINISTRATOR]: {
    show: () => ({
      ...link(ADMINISTRATOR),
      '@odata.type': '#Role.v1_2_2.Role',
      AssignedPrivileges: [
        'Login',
        'ConfigureManager',
        'ConfigureUsers',
        'ConfigureSelf',
        'ConfigureComponents',
      ],
      Id: 'Administrator',
      IsPredefined: true,
      Name: 'User Role',
      RoleId: 'Administrator',
    }),
  },
}

function showAccount({ bmc, traits }: Visit): JsonObject {
  return {
    ...link(accountPath(traits)),
    '@odata.type': '#ManagerAccount.v1_7_0.ManagerAccount',
    Enabled: true,
    Id: traits.account,
    Links: { Role: link(ADMINISTRATOR) },
    Name: 'User Account',
    Password: null,
    PasswordChangeRequired: bmc.passwordHasExpired,
    RoleId: 'Administrator',
    UserName: bmc.username,
  }
}

function changePassword({ bmc, request, traits }: Visit): BmcReply {
  const sent = asObject(jsonBody(request))
  if (!sent) return traits.error(400, problem('MalformedJSON'))
  const stranger = Object.keys(sent).find((name) => name !== 'Password')
  if (stranger !== undefined) return traits.propertyError(stranger, problem('PropertyUnknown', stranger))
  if (typeof sent.Password !== 'string')
    return traits.propertyError('Password', problem('PropertyMissing', 'Password'))
  bmc.password = sent.Password
  bmc.passwordHasExpired = false
  return traits.changeDone
}
