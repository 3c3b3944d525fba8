import { ACCOUNTS, accounts, ROLES } from './accounts.ts'
import type { FamilyTraits } from './family-traits.ts'
import { fixedCollection, link, type Resource, type ResourceTree } from './resource.ts'

const SERVICE = '/redfish/v1/AccountService'
const ROLE_IDS = ['Administrator', 'Operator', 'ReadOnly', 'None'] as const

/** Where the account of the BMC's own user is. */
export function accountPath(traits: FamilyTraits): string {
  return `${ACCOUNTS}/${traits.account}`
}

/** The account service with its accounts and their roles. */
export function accountService(traits: FamilyTraits): ResourceTree {
  return {
    ...FIXED,
    [ROLES]: fixedCollection(
      ROLES,
      'Role',
      'Roles Collection',
      ROLE_IDS.filter((id) => id !== 'None' || traits.config.accounts === 'slots').map(rolePath),
    ),
    ...accounts(traits),
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
      MaxPasswordLength: 20,
      MinPasswordLength: 8,
      Name: 'Account Service',
      Roles: link(ROLES),
      ServiceEnabled: true,
    }),
  },
  ...Object.fromEntries(ROLE_IDS.map((id) => [rolePath(id), role(id)])),
}

function rolePath(id: string): string {
  return `${ROLES}/${id}`
}

function role(id: (typeof ROLE_IDS)[number]): Resource {
  return {
    show: () => ({
      ...link(rolePath(id)),
      '@odata.type': '#Role.v1_2_2.Role',
      AssignedPrivileges: [
        ...(id === 'None' ? [] : ['Login', 'ConfigureSelf']),
        ...(id === 'Operator' || id === 'Administrator' ? ['ConfigureComponents'] : []),
        ...(id === 'Administrator' ? ['ConfigureManager', 'ConfigureUsers'] : []),
      ],
      Id: id,
      IsPredefined: true,
      Name: 'User Role',
      RoleId: id,
    }),
  }
}
