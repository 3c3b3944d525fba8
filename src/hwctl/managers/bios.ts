import { capability, op } from '../../core/capability.ts'

/** A value of a BIOS setting, as the BMC writes it. */
export type BiosValue = string | number | boolean | null

/** One BIOS setting as it is. */
export interface BiosAttribute {
  readonly name: string
  readonly value: BiosValue
}

/** One BIOS setting that will be another at the next restart. */
export interface PendingAttribute {
  readonly name: string
  readonly value: BiosValue
  /** What it is now; absent where the BMC does not say. */
  readonly current?: BiosValue
}

/** What an operator wants a setting to be, in his words. */
export interface BiosWish {
  readonly name: string
  readonly value: string
}

/** What the next restart will change. */
export interface PendingBios {
  readonly attributes: readonly PendingAttribute[]
  /** Everything goes back to how it was delivered. */
  readonly toDefault: boolean
}

/** Settings of the BIOS. What is set takes effect at the next restart of the host. */
export const Bios = capability('bios', {
  /** Those that are named, or without names all. */
  get: op<{ readonly names?: readonly string[] }, { readonly attributes: readonly BiosAttribute[] }>(),
  /** Answers how they were read back: pending, or with nothing to be done. */
  set: op<{ readonly wishes: readonly BiosWish[] }, { readonly attributes: readonly PendingAttribute[] }>(),
  getPending: op<void, PendingBios>(),
  resetToDefault: op<void, { readonly toDefault: true }>(),
})
