import { HwctlError } from '../../core/errors.ts'
import type { BiosValue, BiosWish } from '../managers/bios.ts'
import type { AttributeDescription } from './client/attribute-registry.ts'

/** What is known of the setting that is wished for. */
export interface Known {
  /** Its entry in the BMC's registry, where there is one. */
  readonly description?: AttributeDescription | undefined
  /** What it is now; undefined where the BMC does not show it. */
  readonly current: BiosValue | undefined
}

/**
 * A value in an operator's words as the BMC wants it: of the type that the registry says, or of the one that is there now.
 * @throws HwctlError `unsupported`, with what is allowed
 */
export function biosValue(wish: BiosWish, { description, current }: Known): BiosValue {
  const type = description?.Type ?? typeof current
  if (type === 'Password' || (!description && /passw/i.test(wish.name)))
    throw refusal(`changing the BIOS password ${wish.name}`)
  if (description?.ReadOnly) throw refusal(`changing the read-only BIOS setting ${wish.name}`)
  switch (type) {
    case 'Enumeration':
      return oneOf(wish, description?.Value?.map(({ ValueName }) => ValueName) ?? [])
    case 'Boolean':
    case 'boolean':
      return oneOf(wish, ['true', 'false']) === 'true'
    case 'Integer':
    case 'number':
      return numberOf(wish, description ?? {})
    default:
      return textOf(wish, description ?? {})
  }
}

/** Upper and lower case are the BMC's to tell; a registry without values leaves all to the BMC. */
function oneOf(wish: BiosWish, allowed: readonly string[]): string {
  if (allowed.length === 0 || allowed.includes(wish.value)) return wish.value
  const alike = allowed.filter((one) => one.toLowerCase() === wish.value.toLowerCase())
  if (alike.length === 1 && alike[0] !== undefined) return alike[0]
  throw wrongValue(wish, allowed)
}

function numberOf(wish: BiosWish, { LowerBound, UpperBound, ScalarIncrement }: AttributeDescription): number {
  const value = Number(wish.value)
  const [least, most] = [LowerBound ?? Number.NEGATIVE_INFINITY, UpperBound ?? Number.POSITIVE_INFINITY]
  const step = ScalarIncrement ?? 0
  const isInStep = step <= 0 || (value - (LowerBound ?? 0)) % step === 0
  if (/^-?\d+(\.\d+)?$/.test(wish.value) && value >= least && value <= most && isInStep) return value
  const bounds = [
    ...(LowerBound == null ? [] : [`from ${LowerBound}`]),
    ...(UpperBound == null ? [] : [`to ${UpperBound}`]),
    ...(step > 0 ? [`in steps of ${step}`] : []),
  ]
  throw wrongValue(wish, [['a number', ...bounds].join(' ')])
}

function textOf(wish: BiosWish, { MinLength, MaxLength }: AttributeDescription): string {
  const { length } = wish.value
  if (length >= (MinLength ?? 0) && length <= (MaxLength ?? Number.POSITIVE_INFINITY)) return wish.value
  throw wrongValue(wish, [`${MinLength ?? 0} to ${MaxLength ?? 'any number of'} characters`])
}

function wrongValue({ name, value }: BiosWish, offered: readonly string[]): HwctlError {
  return refusal(`BIOS setting ${name}=${value}`, offered)
}

function refusal(what: string, offered?: readonly string[]): HwctlError {
  return new HwctlError({ kind: 'unsupported', what: `${what} over redfish`, ...(offered && { offered }) })
}

/** So many names are offered in the place of a wrong one. */
const MOST_OFFERED = 12

/** The error for a name that the BIOS does not have, with those that are like it. */
export function unknownSetting(name: string, known: readonly string[]): HwctlError {
  const wanted = name.toLowerCase()
  const like = known.filter((one) => isLike(one.toLowerCase(), wanted))
  return refusal(`BIOS setting ${name}`, (like.length > 0 ? like : known).slice(0, MOST_OFFERED))
}

function isLike(one: string, wanted: string): boolean {
  if (one.includes(wanted) || wanted.includes(one)) return true
  return wanted.length > 4 && one.startsWith(wanted.slice(0, 4))
}
