import { Secret } from '../core/node.ts'
import type { Alteration } from './alteration.ts'
import { checkAttribute, isKnownAttribute } from './attribute.ts'
import { groupList } from './group-list.ts'
import { mistake } from './mistake.ts'
import { isSealed, passwordReference, referenceProblem, SEALED_PREFIX } from './secrets/password-text.ts'
import { tagNameProblem } from './tag-name.ts'
import { checkCount, type ValuePattern, valuePattern } from './value-pattern.ts'

/** How a word changes an attribute: `=` sets, `+=` and `-=` add and take away groups. */
export type EditSign = '=' | '+=' | '-='

/** One attribute as the operator wrote it, for any number of nodes. */
export interface Edit {
  readonly key: string
  readonly sign: EditSign
  readonly value: ValuePattern | Secret | null
}

/** Where `password=-` gets its password. */
export type PasswordInput = () => Promise<Secret>

const WORD = /^([^=+]*?)(\+=|-=|=)(.*)$/s

/** The words of a command line (`bmc=10.0.0.{1-4}`, `groups+=x`, `rack=`) as edits. */
export async function parseEdits(
  words: readonly string[],
  readPassword: PasswordInput,
): Promise<readonly Edit[]> {
  const edits: Edit[] = []
  for (const word of words) {
    const [, key, sign, text] = WORD.exec(word) ?? []
    if (key === undefined || sign === undefined || text === undefined)
      throw mistake(`"${word}" is not ATTRIBUTE=VALUE`)
    const isAsked = key === 'password' && text === '-' && sign === '='
    edits.push(isAsked ? { key, sign, value: await readPassword() } : edit(key, text, sign as EditSign))
  }
  refuseTwice(edits)
  return edits
}

/** One attribute and the text written for it; an empty text takes the attribute away. */
export function edit(key: string, text: string, sign: EditSign = '='): Edit {
  if (sign !== '=' && key !== 'groups') throw mistake(`${sign} is for groups only, not for ${key}`)
  if (key === 'password') return { key, sign, value: text === '' ? null : passwordValue(text) }
  const problem = key === 'groups' || isKnownAttribute(key) ? undefined : tagNameProblem(key)
  if (problem !== undefined) throw mistake(`${key}: ${problem}`)
  return { key, sign, value: text === '' && key !== 'groups' ? null : valuePattern(text) }
}

/** Refuses edits whose patterns do not make one value for each node. */
export function checkCounts(edits: readonly Edit[], nodes: number): void {
  for (const { value } of edits) if (value !== null && !(value instanceof Secret)) checkCount(value, nodes)
}

/** What the edits mean for the node at one place in the natural order of nodes. */
export function alterationFor(edits: readonly Edit[], name: string, index: number): Alteration {
  const values = new Map<string, string | Secret | null>()
  const lists: { groups?: readonly string[]; join?: readonly string[]; leave?: readonly string[] } = {}
  for (const { key, sign, value } of edits) {
    if (value === null || value instanceof Secret) {
      values.set(key, value)
    } else if (key === 'groups') {
      const groups = groupList(value.valueAt(index, name))
      if (typeof groups === 'string') throw mistake(groups)
      lists[LIST_OF[sign]] = groups
    } else {
      for (const [attribute, text] of checkedValues(key, value.valueAt(index, name), values))
        values.set(attribute, text)
    }
  }
  return { values, ...lists }
}

const LIST_OF = { '=': 'groups', '+=': 'join', '-=': 'leave' } as const satisfies Record<
  EditSign,
  keyof Alteration
>

function checkedValues(
  key: string,
  text: string,
  before: ReadonlyMap<string, unknown>,
): readonly (readonly [string, string])[] {
  const checked = checkAttribute(key, text)
  if ('problem' in checked) throw mistake(checked.problem)
  for (const [attribute, value] of checked.values)
    if (before.has(attribute) && before.get(attribute) !== value)
      throw mistake(`${attribute} is given twice, as ${String(before.get(attribute))} and ${value}`)
  return checked.values
}

/** A reference, or what an export sealed, as it is; any other text is the password itself, braces and all. */
function passwordValue(text: string): ValuePattern | Secret {
  const reference = passwordReference(text)
  const problem = reference && referenceProblem(reference)
  if (problem !== undefined) throw mistake(`password: ${problem}`)
  if (reference === undefined && !text.startsWith(SEALED_PREFIX)) return new Secret(text)
  if (reference === undefined && !isSealed(text)) throw mistake('password: the sealed password is damaged')
  return { source: text, count: 1, valueAt: () => text }
}

function refuseTwice(edits: readonly Edit[]): void {
  const seen = new Set<string>()
  for (const { key, sign } of edits) {
    if (seen.has(key + sign)) throw mistake(`${key} is given twice`)
    seen.add(key + sign)
  }
  if (seen.has('groups=') && (seen.has('groups+=') || seen.has('groups-=')))
    throw mistake('groups= says which groups there are; += and -= with it make no sense')
}
