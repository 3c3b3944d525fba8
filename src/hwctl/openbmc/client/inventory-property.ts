import { remembered } from '../../../core/remembered.ts'
import type { PropertyValue } from '../../managers/inventory.ts'
import { lastPart } from './request.ts'

/** Properties that are yes or no, whether they come as such, as 0 and 1, or as text (2016: `"True"`). */
const FLAGS = new Set(['Present', 'Functional', 'Cached', 'FieldReplaceable', 'present', 'fault', 'is_fru'])

/** Names of amounts, which some images write as decimal or hexadecimal text. */
const AMOUNT = /(?:InKB|InMhz|InMHz|Width|Count)$/
const NUMBER_TEXT = /^(?:0[xX][0-9a-fA-F]+|\d+)$/

/** Namespaces of D-Bus enumerations. */
const ENUMERATION = /^(?:xyz\.openbmc_project|org\.open(?:bmc|_power)|com\.\w+)(?:\.\w+){2,}$/

/** What stands behind the text of a vital product data field: blanks, and the zeros that it was filled up with. */
const FILLING = /[\s\0]+$/

const BLANK = 0x20
const DIGIT_0 = 0x30
const DIGIT_9 = 0x39
const LETTER_C = 0x63

/** A property as it is shown; undefined where there is nothing in it. */
export function propertyOf(name: string, value: unknown): PropertyValue | undefined {
  if (FLAGS.has(name)) return flagOf(value)
  switch (typeof value) {
    case 'boolean':
    case 'number':
      return value
    case 'string':
      return textOf(name, value)
    default:
      return Array.isArray(value) ? listOf(name, value) : objectOf(value)
  }
}

function flagOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = String(value ?? '')
    .trim()
    .toLowerCase()
  if (text === '1' || text === 'true') return true
  return text === '0' || text === 'false' ? false : undefined
}

function textOf(name: string, value: string): PropertyValue | undefined {
  const text = isFilled(value) ? value.replace(FILLING, '').trimStart() : value
  if (text === '') return undefined
  const first = text.charCodeAt(0)
  if (first >= DIGIT_0 && first <= DIGIT_9)
    return NUMBER_TEXT.test(text) && AMOUNT.test(name) ? Number(text) : text
  return first >= LETTER_C && text.includes('.') ? wordOf(text) : text
}

/** The last part of an enumeration; any other text as it is. */
const wordOf = remembered((text) => (ENUMERATION.test(text) ? (lastPart(text) ?? text) : text))

/** Whether there is anything to cut off a text: expressions cost more than the rest of it, and few texts need them. */
function isFilled(text: string): boolean {
  return text.charCodeAt(0) <= BLANK || text.charCodeAt(text.length - 1) <= BLANK
}

function listOf(name: string, values: readonly unknown[]): PropertyValue | undefined {
  const shown = values.map((value) => propertyOf(name, value)).filter((value) => value !== undefined)
  return shown.length === 0 ? undefined : shown
}

function objectOf(value: unknown): string | undefined {
  return value === null || value === undefined ? undefined : JSON.stringify(value)
}
