import type { RedfishClient } from './resource.ts'

/** Resources that were read while links were followed, by path, with the tags that they had. */
export type Trail = Map<string, string>

/** What was found by following links, and the resources that named them. */
export interface Remembered {
  readonly found: unknown
  readonly trail: ReadonlyMap<string, string>
  /** When, by the clock of `performance.now`. */
  readonly at: number
}

/** The tag that a resource had when its links were followed, and what was found by them. */
interface Naming {
  readonly etag: string
  readonly keys: Set<string>
}

/** Where, in a session's memory, it is kept what a resource's links led to. */
const namingKey = (path: string) => `named by ${path}`

/**
 * A resource has been read: where its tag is another than when its links were followed, what was found by them is forgotten. A
 * service that gives no tags is taken at its word until a 404.
 */
export function noteRead(
  { session: { memory }, trail }: RedfishClient,
  { path, etag }: { readonly path: string; readonly etag: string | undefined },
): void {
  if (etag === undefined) return
  trail?.set(path, etag)
  const naming = memory.get(namingKey(path)) as Naming | undefined
  if (!naming || naming.etag === etag) return
  memory.delete(namingKey(path))
  for (const key of naming.keys) memory.delete(key)
}

/** Keeps what was found, with the resources that it was found by; not where one of those has changed meanwhile. */
export function remember({ session: { memory } }: RedfishClient, key: string, remembered: Remembered): void {
  const namings = Array.from(remembered.trail, ([path, etag]) => {
    const naming = (memory.get(namingKey(path)) as Naming | undefined) ?? { etag, keys: new Set<string>() }
    return { path, isSame: naming.etag === etag, naming }
  })
  if (namings.some(({ isSame }) => !isSame)) return
  for (const { path, naming } of namings) {
    naming.keys.add(key)
    memory.set(namingKey(path), naming)
  }
  memory.set(key, remembered)
}
