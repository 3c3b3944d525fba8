/** A JSON object that nobody has checked yet: its properties may be absent, null, or something else than the schema says. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a value is an object, and neither null nor a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object at a property; an empty one where there is none, so that what is in it is absent too. */
export function objectAt(from: JsonObject, name: string): JsonObject {
  const value = from[name]
  return isObject(value) ? value : NOTHING
}

const NOTHING: JsonObject = {}

/** The objects of a list; what is not an object is left out, and null stands for an empty list. */
export function objectsAt(from: JsonObject, name: string): readonly JsonObject[] {
  const value = from[name]
  return Array.isArray(value) ? value.filter(isObject) : []
}

/** A text without blanks around it; undefined where there is none or nothing in it. */
export function textAt(from: JsonObject, name: string): string | undefined {
  const value = from[name]
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  return text === '' ? undefined : text
}

/** A number, which some services write as text; null where it is none. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** Where a link at a property leads; undefined where there is none. */
export function linkAt(from: JsonObject, name: string): string | undefined {
  return textAt(objectAt(from, name), '@odata.id')
}

/** Where the links of a list lead. */
export function linksAt(from: JsonObject, name: string): readonly string[] {
  return objectsAt(from, name).flatMap((one) => textAt(one, '@odata.id') ?? [])
}
