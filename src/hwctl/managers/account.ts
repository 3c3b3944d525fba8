import { capability, op } from '../../core/capability.ts'

/** What a user may do, by the names of OpenBMC's user manager; Redfish: Administrator, Operator, ReadOnly, none. */
export const PRIVILEGES = ['priv-admin', 'priv-operator', 'priv-user', 'priv-callback'] as const
export type Privilege = (typeof PRIVILEGES)[number]

/** Over which services a user may come in. */
export const USER_GROUPS = ['ipmi', 'redfish', 'ssh', 'web'] as const
export type UserGroup = (typeof USER_GROUPS)[number]

/** A user of a BMC, words as the BMC has them. */
export interface User {
  readonly name: string
  readonly privilege?: string
  readonly enabled?: boolean
  readonly groups: readonly string[]
}

/** What of a user is to be set; what is not there stays. */
export interface UserSettings {
  readonly password?: string
  readonly privilege?: Privilege
  readonly groups?: readonly UserGroup[]
  readonly enabled?: boolean
}

/** A user to be made. */
export interface NewUser {
  readonly name: string
  readonly password: string
  readonly privilege: Privilege
  readonly groups: readonly UserGroup[]
  readonly enabled: boolean
}

/** One thing that was done to a user, told as soon as it is done: what comes after it may fail. */
export interface UserNote {
  readonly name: string
  readonly did:
    | 'created'
    | 'deleted'
    | 'password-set'
    | 'password-updated'
    | 'privilege'
    | 'groups'
    | 'enabled'
    | 'disabled'
  /** The new value, where `did` is privilege or groups. */
  readonly value?: string
}

/** The password of the user that hwctl logs in as. */
export interface PasswordChange {
  /** The one in use; absent where the node store's is taken for it. */
  readonly from?: string
  readonly to: string
}

/** What came of it: the BMC has the new password, and a login with it was made. */
export interface PasswordChanged {
  readonly username: string
  /** True when the node store held the new password before it was set, and takes it for the password now. */
  readonly isStored: boolean
}

/** Who may log in to a BMC. */
export const Account = capability('account', {
  changePassword: op<PasswordChange, PasswordChanged, { readonly saying: 'setting' }>(),
  list: op<void, readonly User[]>(),
  add: op<NewUser, { readonly name: string }, UserNote>(),
  change: op<UserSettings & { readonly name: string }, { readonly name: string }, UserNote>(),
  remove: op<{ readonly name: string }, { readonly name: string }, UserNote>(),
})
