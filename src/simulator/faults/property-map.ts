/** Says what a property is to be instead; undefined takes it away. */
export type PropertyChange = (name: string, value: unknown) => unknown

/** A JSON value with every property in it changed, however deep; one that has been changed is not looked into. */
export function mappedProperties(value: unknown, change: PropertyChange): unknown {
  if (Array.isArray(value)) return value.map((item) => mappedProperties(item, change))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, old]) => {
    const now = change(name, old)
    return [name, now === old ? mappedProperties(old, change) : now] as const
  })
  return Object.fromEntries(entries.filter(([, now]) => now !== undefined))
}
