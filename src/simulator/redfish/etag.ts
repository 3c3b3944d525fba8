import type { JsonObject } from '../message.ts'
import type { FamilyTraits } from './family-traits.ts'

/** The ETag of a body: another one as soon as a character of it changes. */
export function etagOf(body: JsonObject, { etag }: FamilyTraits): string {
  let hash = 0x811c9dc5
  for (const char of JSON.stringify(body)) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0
  return `${etag.isWeak ? 'W/' : ''}"${hash.toString(16).toUpperCase().padStart(8, '0')}"`
}

/** True where `If-Match` names this ETag, any, or is not there. */
export function ifMatchHolds(header: string | undefined, etag: string): boolean {
  return header === undefined || header === '*' || header.split(/,\s*/).includes(etag)
}
