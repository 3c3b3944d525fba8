import type { Secret } from '../core/node.ts'
import type { Attributes } from './attribute.ts'
import type { NodeRecord } from './node-record.ts'
import { isSealed } from './secrets/password-text.ts'
import type { SecretOwner, Vault } from './secrets/vault.ts'

/** Attribute values to be: a text as it is stored, a password to be sealed, or null for none. */
export type AlteredValues = ReadonlyMap<string, string | Secret | null>

/** What is to become of one node. */
export interface Alteration {
  readonly values: AlteredValues
  /** The static groups instead of those there are. */
  readonly groups?: readonly string[]
  readonly join?: readonly string[]
  readonly leave?: readonly string[]
}

/** What seals passwords, and tells whether a sealed one is the same. */
export type Sealer = Pick<Vault, 'seal' | 'holds' | 'open'>

/** A node as it will be. */
export function alteredNode(before: NodeRecord, alteration: Alteration, sealer: Sealer): NodeRecord {
  const { groups = before.groups, join = [], leave = [], values } = alteration
  const kept = [...new Set([...groups, ...join])].filter((group) => !leave.includes(group))
  return {
    ...before,
    groups: kept,
    attributes: alteredAttributes(before.attributes, values, `node:${before.name}`, sealer),
  }
}

/** Attributes as they will be; a password that is the same already stays as it is sealed. */
export function alteredAttributes(
  before: Attributes,
  values: AlteredValues,
  owner: SecretOwner,
  sealer: Sealer,
): Attributes {
  const after = new Map(before)
  for (const [key, value] of values) {
    if (value === null) after.delete(key)
    else if (typeof value === 'string') after.set(key, checkedSeal(value, owner, sealer))
    else if (!sealer.holds(before.get(key) ?? '', value.reveal(), owner))
      after.set(key, sealer.seal(value.reveal(), owner))
  }
  return after
}

/** A sealed password comes in from an export; one that this key does not open for this owner is refused. */
function checkedSeal(value: string, owner: SecretOwner, sealer: Sealer): string {
  if (isSealed(value)) sealer.open(value, owner)
  return value
}
