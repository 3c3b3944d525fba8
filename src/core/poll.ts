import timers from 'node:timers/promises'
import { HwctlError } from './errors.ts'

/** How often hardware is asked, and for how long. */
export interface Pace {
  /** Wait before the second look; later waits grow by half up to `everyMs`. */
  readonly firstMs: number
  readonly everyMs: number
  readonly forMs: number
}

/** One look at the hardware: done with a value, or not yet, with what was seen instead. */
export type Look<T> =
  | { readonly done: true; readonly value: T }
  | { readonly done: false; readonly seen: string }

/**
 * Looks until the hardware is there: the one place that waits on hardware.
 * @throws HwctlError `deadline` after `pace.forMs`, with what was seen last; whatever `look` throws; the signal's reason.
 */
export async function until<T>(
  look: () => Promise<Look<T>>,
  wait: {
    readonly sent: string
    readonly waitingFor: string
    readonly pace: Pace
    readonly signal: AbortSignal
  },
): Promise<T> {
  const began = performance.now()
  let pauseMs = wait.pace.firstMs
  for (;;) {
    const seen = await look()
    if (seen.done) return seen.value
    const waitedMs = performance.now() - began
    if (waitedMs >= wait.pace.forMs)
      throw new HwctlError({
        kind: 'deadline',
        sent: wait.sent,
        waitingFor: wait.waitingFor,
        waitedMs: Math.round(waitedMs),
        lastSeen: seen.seen,
      })
    await timers.setTimeout(Math.min(pauseMs, Math.max(wait.pace.forMs - waitedMs, 1)), undefined, {
      signal: wait.signal,
    })
    pauseMs = Math.min(pauseMs * 1.5, wait.pace.everyMs)
  }
}
