import { isKnownAttribute } from './attribute.ts'
import { type LinearPattern, linearPattern } from './linear-pattern.ts'
import { mistake } from './mistake.ts'
import { tokenise } from './noderange/token.ts'

/** One condition on an attribute, such as `rack==r1` or `bmc=~10\.1\.`. */
export interface Selection {
  readonly attribute: string
  readonly operator: SelectionOperator
  readonly value: string
  /** There for `=~` and `!~`. */
  readonly pattern?: LinearPattern
}

export type SelectionOperator = '==' | '!=' | '=~' | '!~'

/** xCAT's table columns and short names, and what they are called here. */
const XCAT_NAMES: Readonly<Record<string, string>> = {
  'nodelist.groups': 'groups',
  'nodelist.node': 'node',
  'nodelist.status': 'status',
  'nodehm.mgt': 'protocol',
  'noderes.servicenode': 'servicenode',
  'openbmc.bmc': 'bmc',
  'openbmc.node': 'node',
  'openbmc.username': 'username',
  'openbmc.password': 'password',
  'passwd.password': 'password',
  mgt: 'protocol',
  tags: 'groups',
}

const SHAPE = /^([A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)?)(==|=~|!=|!~|=)(.*)$/s

/** True for text that can only be meant as a selection. */
export function looksLikeSelection(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_.]*(=|!=|!~)/.test(text) || (!text.startsWith('/') && /[=~]/.test(text))
}

/** A selection as written on the command line; what cannot be one is a mistake. */
export function parseSelection(text: string): Selection {
  const [, written, sign, value] = SHAPE.exec(text) ?? []
  if (written === undefined || sign === undefined || value === undefined)
    throw mistake(`"${text}" is not a selection: write ATTRIBUTE==VALUE, !=VALUE, =~PATTERN or !~PATTERN`)
  const attribute = attributeOf(written)
  const operator = sign === '=' ? '==' : (sign as SelectionOperator)
  if (operator === '==' || operator === '!=') return { attribute, operator, value }
  const source = value.replace(/^\//, '').replace(/\/$/, '')
  return { attribute, operator, value: source, pattern: linearPattern(source) }
}

/** The selections of a group, which all must hold: `rack==r1,protocol==openbmc`. */
export function parseSelections(text: string): readonly Selection[] {
  return tokenise(text).flatMap((token) => {
    if (token.kind === ',') return []
    if (token.kind === 'atom') return [parseSelection(token.text)]
    throw mistake(
      `"${token.text}" cannot stand in selections, at column ${token.column}; write ATTRIBUTE==VALUE,...`,
    )
  })
}

/** A selection as it would be written. */
export function selectionText({ attribute, operator, value }: Selection): string {
  return `${attribute}${operator}${/^[\w./:-]*$/.test(value) ? value : quoted(value)}`
}

function quoted(value: string): string {
  return value.includes("'") ? `"${value}"` : `'${value}'`
}

/** True when every selection holds for a node with these values. */
export function matchesAll(
  selections: readonly Selection[],
  values: (attribute: string) => readonly string[],
): boolean {
  return selections.every((selection) => matches(selection, values(selection.attribute)))
}

/** True when a selection holds; a node without the attribute counts as having an empty value. */
export function matches(selection: Selection, values: readonly string[]): boolean {
  const { operator, value, pattern } = selection
  const seen = values.length === 0 ? [''] : values
  const hit = pattern ? seen.some((text) => pattern.occursIn(text)) : seen.includes(value)
  return operator === '==' || operator === '=~' ? hit : !hit
}

function attributeOf(written: string): string {
  const attribute = Object.hasOwn(XCAT_NAMES, written) ? XCAT_NAMES[written] : written
  if (attribute === 'password') throw mistake('Nodes cannot be selected by their password')
  if (attribute?.includes('.')) {
    const known = Object.keys(XCAT_NAMES).filter((name) => name.includes('.') && !name.endsWith('.password'))
    throw mistake(`The table column ${written} is not known here`, known)
  }
  return attribute ?? written
}

/** True for an attribute that every node can have, written or not. */
export function isAlwaysSelectable(attribute: string): boolean {
  return isKnownAttribute(attribute) || ['node', 'groups', 'status'].includes(attribute)
}
