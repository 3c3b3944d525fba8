/** A value of a setting. */
export type SimulatedBiosValue = string | number | boolean | null

/** What a setting may be; a number's bounds are inclusive. */
export type BiosSettingKind =
  | { readonly values: readonly string[] }
  | { readonly least: number; readonly most: number }
  | { readonly maxLength: number }

/** One setting of the BIOS of a machine. */
export interface BiosSetting {
  readonly kind: BiosSettingKind
  readonly delivered: SimulatedBiosValue
  readonly isReadOnly?: true
}

/** The settings of a machine's BIOS: as they are, and as the next boot makes them. */
export class BiosSettings {
  readonly settings: Readonly<Record<string, BiosSetting>>
  toDefault = false
  #now: Readonly<Record<string, SimulatedBiosValue>>
  #pending: Readonly<Record<string, SimulatedBiosValue>> = {}

  constructor(settings: Readonly<Record<string, BiosSetting>>) {
    this.settings = settings
    this.#now = this.#delivered()
  }

  get now(): Readonly<Record<string, SimulatedBiosValue>> {
    return this.#now
  }

  get pending(): Readonly<Record<string, SimulatedBiosValue>> {
    return this.#pending
  }

  put(values: Readonly<Record<string, SimulatedBiosValue>>): void {
    this.#pending = { ...this.#pending, ...values }
  }

  /** The machine boots. */
  booted(): void {
    this.#now = { ...(this.toDefault ? this.#delivered() : this.#now), ...this.#pending }
    this.#pending = {}
    this.toDefault = false
  }

  #delivered(): Readonly<Record<string, SimulatedBiosValue>> {
    return Object.fromEntries(Object.entries(this.settings).map(([name, { delivered }]) => [name, delivered]))
  }
}
