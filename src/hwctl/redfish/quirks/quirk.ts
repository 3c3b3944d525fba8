import type { Quirk as QuirkName } from '../../managers/probe.ts'
import { isObject, type JsonObject } from '../client/property.ts'

/** A way in which some services are not as the standard says, or not as it is now: who, where that was seen, and what shows it. Data alone. */
export interface Quirk {
  readonly name: QuirkName
  readonly machine: string
  /** The recorded answer, the source, or the manual that it is known from. */
  readonly source: string
  /** What a service shows that has it: all of these; those at one place in one object there. */
  readonly signs: readonly Sign[]
}

/** Where a sign is: one resource, or any of several. */
export type Place =
  | 'root'
  | 'system'
  | 'manager'
  | 'chassis'
  /** Entries of the old Thermal resources. */
  | 'thermal'
  /** Links to the members of these collections. */
  | 'sensors'
  | 'images'
  | 'logs'
  | 'accounts'
  | 'interfaces'
  | 'certificates'
  | 'bios'

/** Something that a resource shows. */
export interface Sign {
  readonly at: Place
  /** Names, each within the one before; `*` stands for any. */
  readonly property: readonly string[]
  /** That it is there or not, or what a text there, or one of a list, is like. */
  readonly is: 'there' | 'absent' | RegExp
}

/** Whether what was read shows a quirk; places that were not read show nothing. */
export function isShown(
  { signs }: Quirk,
  read: Readonly<Partial<Record<Place, readonly JsonObject[]>>>,
): boolean {
  const places = Map.groupBy(signs, ({ at }) => at)
  return [...places].every(([at, some]) =>
    read[at]?.some((object) => some.every((sign) => fits(sign, object))),
  )
}

function fits({ property, is }: Sign, object: JsonObject): boolean {
  const values = valuesAt(object, property).filter((value) => value !== undefined && value !== null)
  if (is === 'absent') return values.length === 0
  if (is === 'there') return values.length > 0
  return values
    .flat()
    .some((value) => ['string', 'number', 'boolean'].includes(typeof value) && is.test(String(value)))
}

function valuesAt(from: unknown, [name, ...rest]: readonly string[]): readonly unknown[] {
  if (name === undefined) return [from]
  if (Array.isArray(from)) return from.flatMap((one) => valuesAt(one, [name, ...rest]))
  if (!isObject(from)) return []
  return (name === '*' ? Object.values(from) : [from[name]]).flatMap((value) => valuesAt(value, rest))
}
