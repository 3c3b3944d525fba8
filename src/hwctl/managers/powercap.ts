import { capability, op } from '../../core/capability.ts'

/** How much power a machine may draw, in watts. */
export interface PowerLimit {
  /** The limit that is in force; absent when there is none. */
  readonly limitWatts?: number
  /** Between which values a limit may be; absent where the machine does not say. */
  readonly minWatts?: number
  readonly maxWatts?: number
  /** What it draws now; absent where it is not told beside the limit. */
  readonly drawnWatts?: number
}

/** The limit on the power that a machine may draw. */
export const PowerCap = capability('powercap', {
  getLimit: op<void, PowerLimit>(),
  /** Sets a limit and has it in force, or takes it away; answers what was read back. */
  setLimit: op<{ readonly limit: { readonly watts: number } | 'off' }, PowerLimit>(),
})
