import type { IncomingHttpHeaders } from 'node:http'
import type { ReceivedUpload } from './upload-body.ts'

/** A JSON object on its way out. */
export type JsonObject = Readonly<Record<string, unknown>>

/** A request as a BMC's services see it: whole, and decoded once. */
export interface BmcRequest {
  readonly method: string
  /** Decoded path without the query. */
  readonly path: string
  /** What came after the `?`, as it came. */
  readonly query?: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** In place of the body, where it is a firmware upload. */
  readonly upload?: ReceivedUpload
}

/** An answer before it is written. */
export interface BmcReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** Sent as JSON, or as it is where it is text; nothing is sent without it. */
  readonly body?: JsonObject | string
  /** Sent in its place, piece by piece. */
  readonly download?: { readonly bytes: number; readonly pieces: () => Iterable<Uint8Array> }
  /** Sent in its place: Server-Sent Events, for as long as the client stays; the returned function is called when it has left. */
  readonly events?: (send: (data: JsonObject) => void) => () => void
  /** Runs once the answer is on its way: a BMC that reboots says so first. */
  readonly afterwards?: () => void
}

/** What the request's body says; undefined where it is no JSON. */
export function jsonBody(request: BmcRequest): unknown {
  try {
    return JSON.parse(request.body)
  } catch {
    return undefined
  }
}

/** A value as an object whose members may be looked at; undefined where it is none. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

/** User and password of a Basic `Authorization` header. */
export function basicCredentials(header: string | undefined): readonly [string, string] | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon < 0 ? undefined : [pair.slice(0, colon), pair.slice(colon + 1)]
}
