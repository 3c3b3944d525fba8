import type { IncomingHttpHeaders } from 'node:http'
import type { ExchangePhase } from '../core/errors.ts'
import type { BodySink } from './download.ts'
import type { Upload } from './upload.ts'

/** One request to a BMC. */
export interface RestRequest {
  /** What it is for, in a word: `set_power_state`. Traces show it. */
  readonly operation: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Path and query. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** What traces show in place of `body`, where that has a secret in it. */
  readonly shownBody?: unknown
  /** A file to be sent in place of `body`. */
  readonly upload?: Upload
  readonly phase?: ExchangePhase
  /** Whether doing it twice is as good as once; GETs are, unless said otherwise. Only such a request is ever retried. */
  readonly repeatable?: boolean
  /** Part of a change of the password: the only thing that a session may do whose password has expired. */
  readonly changesPassword?: true
  /** Where the body of a 200 goes, piece by piece, of any size; the answer then has none. */
  readonly into?: BodySink
  readonly signal: AbortSignal
}

/** What a BMC answered, whatever the status. */
export interface RestAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** The parsed body; undefined when there was none or it is not JSON. */
  readonly json: unknown
  /** The body as it came. */
  readonly text: string
  readonly path: string
}

/** Told of each exchange when somebody wants to see them. */
export interface Tracer {
  sent(request: RestRequest, url: string): void
  answered(request: RestRequest, answer: RestAnswer): void
}
