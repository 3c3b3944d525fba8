import type { ErrorFacts } from './errors.ts'
import type { NodeName, ProtocolName } from './node.ts'

/** What a node is known to be doing; the words are xCAT's, which its status tables hold. */
export const NODE_STATUSES = ['powering-on', 'powering-off'] as const
export type NodeStatus = (typeof NODE_STATUSES)[number]

/** How many of the nodes asked for came out how; the three add up to all of them. */
export interface Counts {
  readonly ok: number
  readonly failed: number
  /** Nodes that were never begun, because the run as a whole could not start. */
  readonly notRun: number
}

/** How far long work is: in which phase, and how much of that is done, where it can be told. */
export interface Progress {
  /** A word or two, the same for every node: `uploading`, `activating`. */
  readonly phase: string
  readonly done?: number
  readonly total?: number
  readonly unit?: 'bytes' | 'percent'
}

/**
 * Of the password that the node store holds beside the one in use: it is about to be set on the BMC; the BMC refused it and keeps
 * the old one; a login with it was made, so that it is the password from now on.
 */
export type PasswordState = 'setting' | 'refused' | 'proved'

/** What one HTTP exchange sent or got, with every secret already masked. */
export interface TraceEvent {
  readonly kind: 'trace'
  readonly node: NodeName
  readonly protocol: ProtocolName
  readonly operation: string
  readonly at: string
  readonly sent?: { readonly method: string; readonly url: string; readonly body?: string }
  readonly answered?: { readonly status: number; readonly reason: string }
}

/** Everything a run tells the world: data only, discriminated on `kind`. */
export type RunEvent =
  /** Something said along the way; without a node it is about the run as a whole. */
  | { readonly kind: 'note'; readonly node?: NodeName; readonly note: unknown }
  /** What a node answered; each node asked for gets one `result` or one `failure`. */
  | { readonly kind: 'result'; readonly node: NodeName; readonly value: unknown }
  /** Why a node, or without a node the whole run, could not be served. */
  | { readonly kind: 'failure'; readonly node?: NodeName; readonly error: ErrorFacts }
  /** Something went wrong beside the answer, which stands. */
  | { readonly kind: 'warning'; readonly node?: NodeName; readonly error: ErrorFacts }
  /** What the node is doing from now on, for the node store. `at` is ISO 8601. */
  | { readonly kind: 'status'; readonly node: NodeName; readonly status: NodeStatus; readonly at: string }
  /** How far a node is in work that takes minutes. */
  | { readonly kind: 'progress'; readonly node: NodeName; readonly progress: Progress }
  /** What a node has behind it, as plain data: who goes on after a crash hands the latest one back. */
  | {
      readonly kind: 'checkpoint'
      readonly node: NodeName
      readonly checkpoint: unknown
      readonly at: string
    }
  /** What was found out about a node that is worth remembering. */
  | { readonly kind: 'learned'; readonly node: NodeName; readonly protocol: ProtocolName }
  /** How far the change of the password that a node is logged in with has come; see `PasswordState`. */
  | { readonly kind: 'password'; readonly node: NodeName; readonly state: PasswordState }
  | TraceEvent
  /** Always the last event. */
  | { readonly kind: 'done'; readonly counts: Counts }
