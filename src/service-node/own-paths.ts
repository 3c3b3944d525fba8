/** The same data with other paths in it: those of the files as they are here. */
export function withOwnPaths(value: unknown, paths: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return paths.get(value) ?? value
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map((item) => withOwnPaths(item, paths))
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, withOwnPaths(item, paths)]))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withOwnPaths(item, paths)]))
}
