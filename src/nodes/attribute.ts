import { PROTOCOL_NAMES, TLS_LEVELS, TLS_POLICIES } from '../core/node.ts'
import { bmcAddress, isHost, isPort } from './bmc-address.ts'
import { tagNameProblem } from './tag-name.ts'

/** Attribute values by attribute name, as they are stored. */
export type Attributes = ReadonlyMap<string, string>

/** A value that was looked at: what to store (`bmc=host:port` gives two), or what is wrong with it. */
export type CheckedValue =
  | { readonly values: readonly (readonly [string, string])[] }
  | { readonly problem: string }

interface KnownAttribute {
  readonly meaning: string
  readonly check: (value: string) => CheckedValue | string | undefined
}

const PROTOCOLS: readonly string[] = [...PROTOCOL_NAMES, 'auto']
const MAX_VALUE_LENGTH = 4096
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const UNPRINTABLE = /[\u0000-\u001f\u007f]/

const oneOf =
  (words: readonly (string | number)[]) =>
  (value: string): string | undefined =>
    words.some((word) => String(word) === value) ? undefined : `"${value}" is not one of ${words.join(', ')}`

/** The attributes that this program itself understands; any other name is a free tag. */
export const KNOWN_ATTRIBUTES = {
  bmc: { meaning: 'host name or address of the BMC, or host:port', check: checkBmc },
  port: {
    meaning: 'TCP port of the BMC (443)',
    check: (value) => (isPort(value) ? undefined : `${value} is not a port (1 to 65535)`),
  },
  protocol: { meaning: 'openbmc, redfish or auto (auto)', check: oneOf(PROTOCOLS) },
  username: { meaning: 'user at the BMC', check: () => undefined },
  password: { meaning: 'password, or env:NAME, file:PATH, exec:COMMAND', check: () => undefined },
  system: { meaning: 'which system of the BMC, where it has several', check: () => undefined },
  tls: { meaning: 'how the certificate is trusted: pin, ca or off (pin)', check: oneOf(TLS_POLICIES) },
  tlslevel: { meaning: 'OpenSSL security level: 0, 1 or 2 (2)', check: oneOf(TLS_LEVELS) },
  servicenode: { meaning: 'service nodes that reach the BMC, in order', check: checkServiceNodes },
} as const satisfies Record<string, KnownAttribute>

/** The name of an attribute that this program itself understands. */
export type KnownAttributeName = keyof typeof KNOWN_ATTRIBUTES

/** True for an attribute that is not a free tag. */
export function isKnownAttribute(key: string): key is KnownAttributeName {
  return Object.hasOwn(KNOWN_ATTRIBUTES, key)
}

/** One attribute value as it is stored, or what is wrong with it. */
export function checkAttribute(key: string, value: string): CheckedValue {
  const known: KnownAttribute | undefined = isKnownAttribute(key) ? KNOWN_ATTRIBUTES[key] : undefined
  const problem = (known ? undefined : tagNameProblem(key)) ?? plainProblem(key, value)
  if (problem !== undefined) return { problem: `${key}: ${problem}` }
  const found = known?.check(value)
  if (typeof found === 'string') return { problem: `${key}: ${found}` }
  return found ?? { values: [[key, key === 'port' ? String(Number(value)) : value]] }
}

function plainProblem(key: string, value: string): string | undefined {
  if (value === '') return `no value is given; ${key}= on its own takes the attribute away`
  if (value.length > MAX_VALUE_LENGTH) return `a value has at most ${MAX_VALUE_LENGTH} characters`
  if (key !== 'password' && /[{}]/.test(value))
    return 'braces cannot be part of a value: they stand for values that differ'
  return UNPRINTABLE.test(value) ? 'the value holds a control character' : undefined
}

function checkBmc(value: string): CheckedValue | string {
  const address = bmcAddress(value)
  if (typeof address === 'string') return address
  const { host, port } = address
  return {
    values:
      port === undefined
        ? [['bmc', host]]
        : [
            ['bmc', host],
            ['port', port],
          ],
  }
}

function checkServiceNodes(value: string): CheckedValue | string {
  const names = value.split(',').map((name) => name.trim())
  const wrong = names.find((name) => !isHost(name))
  return wrong === undefined
    ? { values: [['servicenode', names.join(',')]] }
    : `"${wrong}" is not a host name`
}
