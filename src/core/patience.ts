import { type ErrorFacts, factsOf, HwctlError } from './errors.ts'
import { until } from './poll.ts'

/** Pauses before a BMC that was lost is tried again: they grow by half; in milliseconds. A test may shrink them. */
export const RETRY_PAUSES = { firstMs: 1000, everyMs: 30_000 }

/** Whether an error may be gone in a while: the BMC is away, busy or starting. A refused password or certificate never is. */
export function passes(facts: ErrorFacts): boolean {
  return (
    facts.kind === 'connect' ||
    facts.kind === 'malformed' ||
    (facts.kind === 'bmc' && (facts.status >= 500 || facts.status === 429))
  )
}

/** What trying goes by. */
export interface Persistence {
  readonly signal: AbortSignal
  /** How long it is tried, in milliseconds; without it, until the run ends. */
  readonly forMs?: number
  /** Errors that are tried again besides those that pass. */
  alsoPasses?(facts: ErrorFacts): boolean
  /** Told of the first error that is tried again. */
  lost(facts: ErrorFacts): void
}

/**
 * Tries until it succeeds or the run ends, with growing pauses.
 * @throws HwctlError an error that does not pass; when the run or the time ends, the latest error, or `cancelled` where there was none.
 */
export async function persistently<T>(attempt: () => Promise<T>, how: Persistence): Promise<T> {
  let latest: ErrorFacts | undefined
  const look = async () => {
    try {
      return { done: true, value: await attempt() } as const
    } catch (thrown) {
      const facts = factsOf(thrown)
      if (how.signal.aborted) throw thrown
      if (!passes(facts) && !how.alsoPasses?.(facts)) throw thrown
      if (!latest) how.lost(facts)
      latest = facts
      return { done: false, seen: facts.kind } as const
    }
  }
  const pace = { ...RETRY_PAUSES, forMs: how.forMs ?? Number.POSITIVE_INFINITY }
  try {
    return await until(look, { sent: 'connect', waitingFor: 'an answer', pace, signal: how.signal })
  } catch (thrown) {
    const isOver = how.signal.aborted || factsOf(thrown).kind === 'deadline'
    if (latest && isOver) throw new HwctlError(latest, thrown)
    throw thrown
  }
}

/** How long, in milliseconds, a BMC that was restarting is waited for; xCAT's 20 times 15 s. */
export const RESTART_MS = 300_000

/** Whether a checkpoint says that the BMC was about to restart: who goes on from there finds it away, or starting. */
export function mayBeAway(checkpoint: unknown): boolean {
  return (
    typeof checkpoint === 'object' &&
    checkpoint !== null &&
    'bmcMayBeAway' in checkpoint &&
    checkpoint.bmcMayBeAway === true
  )
}
