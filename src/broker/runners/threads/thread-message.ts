import type { Call } from '../../../core/capability.ts'
import type { ErrorFacts } from '../../../core/errors.ts'
import type { RunEvent } from '../../../core/event.ts'
import type { NodeInfo, ProtocolName } from '../../../core/node.ts'
import type { RunOptions } from '../../../core/runner.ts'
import type { Limits } from '../../../rest/limits.ts'

/** A node as it crosses to a thread of this process: a Secret cannot. */
export type DealtNode = Omit<NodeInfo, 'password' | 'pendingPassword'> & {
  readonly password: string
  readonly pendingPassword?: string
}

/** A certificate's SHA-256 fingerprint that is trusted for a BMC; undefined for one never seen. */
export interface KnownPin {
  readonly host: string
  readonly port: number
  readonly fingerprint: string | undefined
  /** The one that is trusted as soon as it is shown. */
  readonly announced: string | undefined
}

/** What a thread is started with. */
export interface ThreadStart {
  readonly extraCa: readonly string[]
  readonly limits: Limits | undefined
  readonly keepIdleMs: number
  /** So many threads share what a process may have. */
  readonly threads: number
  /** The home folder, for a journal of open logins; without it, none is kept. */
  readonly journalHome: string | undefined
  /** The home folder, for the locks of BMCs; without it, nobody has any. */
  readonly locksHome: string | undefined
}

/** Nodes to be worked on. */
export interface DealtRun {
  readonly kind: 'run'
  readonly id: number
  /** The command that asks for it: a lock of a BMC says so. */
  readonly command: string
  readonly call: Call
  readonly prepared: ReadonlyMap<ProtocolName, unknown>
  readonly nodes: readonly DealtNode[]
  readonly pins: readonly KnownPin[]
  readonly options: Omit<RunOptions, 'signal'>
}

/** What a thread is told. */
export type ToThread =
  | DealtRun
  | { readonly kind: 'cancel'; readonly id: number; readonly reason: string }
  | { readonly kind: 'close' }

/** What a thread says. */
export type FromThread =
  | { readonly kind: 'events'; readonly id: number; readonly events: readonly RunEvent[] }
  | { readonly kind: 'end'; readonly id: number; readonly sessions: number }
  | { readonly kind: 'pin'; readonly host: string; readonly port: number; readonly fingerprint: string }
  | {
      readonly kind: 'announced-pin'
      readonly host: string
      readonly port: number
      readonly fingerprint: string | undefined
    }
  | { readonly kind: 'left-open'; readonly why: ErrorFacts }
  | { readonly kind: 'closed' }
