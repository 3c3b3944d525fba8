import type { Limits } from '../../src/rest/limits.ts'

/** As patient as a loaded machine needs, and no more: BMCs that never answer are waited for. */
export const FAULT_LIMITS: Limits = {
  connectMs: 4000,
  tlsMs: 4000,
  firstByteMs: 4000,
  bodyMs: 4000,
  wholeBodyMs: 4000,
}
