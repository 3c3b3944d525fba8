import { setTimeout as sleepFor } from 'node:timers/promises'

/** How often and how long a request that a busy BMC refused is put off. */
export interface RetryPace {
  readonly tries: number
  /** Where the BMC does not say. */
  readonly pauseMs: number
  /** The longest pause that is waited out; a BMC that wants a longer one is reported. */
  readonly maxPauseMs: number
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** Three more tries, a second apart unless the BMC asks for up to 15. */
export const DEFAULT_RETRY: RetryPace = {
  tries: 3,
  pauseMs: 1000,
  maxPauseMs: 15_000,
  sleep: (ms, signal) => sleepFor(ms, undefined, { signal }),
}

/** How long to wait before asking again; undefined when the answer is to be taken as it is. */
export function retryAfterMs(
  answer: { readonly status: number; readonly headers: { readonly 'retry-after'?: string | undefined } },
  pace: RetryPace,
  triesSoFar: number,
): number | undefined {
  if ((answer.status !== 503 && answer.status !== 429) || triesSoFar >= pace.tries) return undefined
  const asked = answer.headers['retry-after']
  const ms = asked === undefined ? pace.pauseMs : askedMs(asked)
  return ms <= pace.maxPauseMs ? ms : undefined
}

/** `Retry-After` is a number of seconds or a date (RFC 9110, 10.2.3). */
function askedMs(asked: string): number {
  const seconds = Number(asked)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(asked) - Date.now()
  return Number.isFinite(ms) ? Math.max(ms, 0) : Number.POSITIVE_INFINITY
}
