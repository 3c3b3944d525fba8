import { capability, op } from '../../core/capability.ts'

/** One dump that a BMC keeps. */
export interface DumpEntry {
  readonly id: string
  /** When it was generated, ISO 8601; absent where the BMC does not say, or it is not ready. */
  readonly generatedAt?: string
  /** Bytes. */
  readonly size?: number
}

/** Which dump, or all there are. */
export type DumpChoice = { readonly id: string } | 'all'

/** Where dumps go: a folder, relative to where the operator is; absent for the default. */
export interface DumpFolder {
  readonly into?: string
}

/** A dump that is in a file; `host` is the one that the file is on. */
export interface DumpFile {
  readonly id: string
  readonly host: string
  readonly path: string
}

/** What is said along the way. */
export type DumpNote =
  | { readonly saying: 'capturing' | 'downloading-all' }
  /** Of a dump that has no ID yet, the BMC's task that makes it, where it has one. */
  | { readonly saying: 'requested' | 'still-waiting'; readonly id?: string; readonly task?: string }
  | ({ readonly saying: 'downloading' | 'downloaded' } & DumpFile)

/** Dumps of a BMC: what it knew of itself at a moment, for whoever looks for a fault. */
export const Dump = capability('dump', {
  list: op<void, readonly DumpEntry[]>(),
  /** `id` is absent where the BMC accepted and named none, as it does one from the end of a task on. */
  generate: op<void, { readonly id?: string; readonly task?: string }>(),
  clear: op<{ readonly which: DumpChoice }, { readonly cleared: string }>(),
  download: op<DumpFolder & { readonly which: DumpChoice }, readonly DumpFile[], DumpNote>(),
  /** Generates one, waits up to `waitMs` milliseconds until it is there, and downloads it. */
  collect: op<DumpFolder & { readonly waitMs: number }, DumpFile, DumpNote>(),
})
