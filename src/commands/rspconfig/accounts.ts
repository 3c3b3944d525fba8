import { type Shown, show, usageError } from '../../core/command.ts'
import {
  Account,
  PRIVILEGES,
  type Privilege,
  USER_GROUPS,
  type User,
  type UserGroup,
  type UserNote,
  type UserSettings,
} from '../../hwctl/managers/account.ts'
import { keyOf, type RspconfigParser, unsupportedWord } from './parser.ts'

const WORDS = [
  {
    word: 'admin_passwd',
    summary:
      'admin_passwd=OLD,NEW changes the password that hwctl logs in with; admin_passwd=- asks for the new one',
  },
  { word: 'userls', summary: 'show the users of the BMC' },
  {
    word: 'useradd',
    summary:
      'useradd=USER password=P privilege=admin|operator|user|callback [groups=ipmi,redfish,ssh,web] [enabled=0|1]; password=- asks for it',
  },
  {
    word: 'userch',
    summary: 'userch=USER with any of password=, privilege=, groups=, enabled= changes a user',
  },
  { word: 'userrm', summary: 'userrm=USER removes a user' },
] as const

const SETTINGS = ['password', 'privilege', 'groups', 'enabled'] as const

/** `rspconfig admin_passwd=`, `userls`, `useradd=`, `userch=`, `userrm=`: who may log in to a BMC. */
export default {
  words: WORDS,
  options: [],
  examples: [
    {
      line: 'rack1 admin_passwd=-',
      does: 'one new password for the BMCs of rack1, asked for; the node store takes it over',
    },
    { line: 'n7 userls', does: 'the users of the BMC of n7' },
    { line: 'n7 useradd=jo password=- privilege=operator', does: 'a user more; its password is asked for' },
    { line: 'n7 userch=jo enabled=0', does: 'who may not log in for now' },
  ],
  // Passwords are among these words: no error repeats a value.
  parse({ operands }) {
    const keys = operands.map(keyOf)
    const owner = WORDS.map(({ word }) => word).find((word) => keys.includes(word))
    const given = new Map(operands.map((word) => [keyOf(word), textAfter(word)]))
    if (given.size < operands.length) throw usageError('An option is given twice')
    switch (owner) {
      case 'admin_passwd':
        if (operands.length > 1) throw usageError("The option 'admin_passwd' can not work with other options")
        return adminPassword(given.get(owner))
      case 'userls':
        if (operands.length > 1 || given.get(owner) !== undefined)
          throw usageError("The option 'userls' can not work with other options")
        return show(Account.list(), { result: userLines })
      case 'useradd':
      case 'userch':
      case 'userrm':
        return userCall(owner, given)
      case undefined:
        throw unsupportedWord(keys[0] ?? '')
    }
  },
} satisfies RspconfigParser

function textAfter(word: string): string | undefined {
  const at = word.indexOf('=')
  return at < 0 ? undefined : word.slice(at + 1)
}

/** `OLD,NEW`; without OLD, the stored one is taken for it, and NEW may have commas in it. */
function adminPassword(value: string | undefined): Shown {
  const comma = value?.indexOf(',') ?? -1
  const [from, to] = [value?.slice(0, comma) ?? '', value?.slice(comma + 1) ?? '']
  const isClear = comma >= 0 && to !== '' && (from === '' || !to.includes(','))
  if (!isClear || !/^[^\p{Cc}]+$/u.test(to)) throw usageError('Invalid parameter for option admin_passwd')
  return show(Account.changePassword({ to, ...(from !== '' && { from }) }), {
    note: () => ['BMC Setting Password...'],
    result: ({ isStored }) => [
      isStored
        ? 'BMC password changed. The node store has the new password.'
        : "BMC password changed. Update 'bmcpasswd' for the node or the 'passwd' table with the new password.",
    ],
  })
}

function userLines(users: readonly User[]): readonly string[] {
  if (users.length === 0) return ['No attributes returned from the BMC.']
  return users.map(
    ({ name, privilege, enabled, groups }) =>
      `BMC User ${name}: privilege=${privilege ?? ''}, enabled=${enabled === undefined ? '' : Number(enabled)}, groups=${groups.join(',')}`,
  )
}

function userCall(
  word: 'useradd' | 'userch' | 'userrm',
  given: ReadonlyMap<string, string | undefined>,
): Shown {
  const name = given.get(word) ?? ''
  if (!/^[A-Za-z_][\w.-]{0,99}$/.test(name)) throw usageError(`Invalid parameter for option ${word}`)
  const other = [...given.keys()].find((key) => key !== word && !SETTINGS.some((known) => known === key))
  if (other !== undefined) throw usageError(`The option '${word}' can not work with ${other}`)
  const view = { result: () => [], note: (note: UserNote) => [noteLine(note)] }
  if (word === 'userrm') {
    if (given.size > 1) throw usageError("The option 'userrm' can not work with other options")
    return show(Account.remove({ name }), view)
  }
  const settings = settingsOf(given)
  if (word === 'userch') {
    if (Object.keys(settings).length === 0)
      throw usageError(`userch=${name}: nothing is to be changed`, SETTINGS)
    return show(Account.change({ name, ...settings }), view)
  }
  const { password, privilege, groups = USER_GROUPS, enabled = true } = settings
  if (password === undefined || privilege === undefined)
    throw usageError('useradd=USER needs password= and privilege=')
  return show(Account.add({ name, password, privilege, groups, enabled }), view)
}

function settingsOf(given: ReadonlyMap<string, string | undefined>): UserSettings {
  const [password, privilege, groups, enabled] = SETTINGS.map((key) => given.get(key))
  if (given.has('password') && !password) throw usageError('Invalid parameter for option password')
  return {
    ...(password && { password }),
    ...(given.has('privilege') && { privilege: privilegeOf(privilege ?? '') }),
    ...(given.has('groups') && { groups: groupsOf(groups ?? '') }),
    ...(given.has('enabled') && { enabled: flagOf(enabled ?? '') }),
  }
}

/** `priv-admin`, or `admin` for short. */
function privilegeOf(value: string): Privilege {
  const found = PRIVILEGES.find((known) => known === value || known === `priv-${value}`)
  return found ?? refuse('privilege', value, PRIVILEGES)
}

function groupsOf(value: string): readonly UserGroup[] {
  return value
    .split(',')
    .map((word) => USER_GROUPS.find((known) => known === word) ?? refuse('groups', word, USER_GROUPS))
}

function flagOf(value: string): boolean {
  return value === '1' || value === '0' ? value === '1' : refuse('enabled', value, ['0', '1'])
}

function refuse(key: string, value: string, valid: readonly string[]): never {
  throw usageError(`Invalid value '${value}' for '${key}', Valid values: ${valid.join(',')}`)
}

function noteLine({ name, did, value }: UserNote): string {
  const texts = {
    created: 'created',
    deleted: 'deleted',
    'password-set': 'password set',
    'password-updated': 'password updated',
    privilege: `privilege set to ${value}`,
    groups: `groups set to ${value}`,
    enabled: 'enabled',
    disabled: 'disabled',
  } as const satisfies Record<UserNote['did'], string>
  return `BMC User ${name} ${texts[did]}`
}
