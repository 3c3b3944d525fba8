import { setTimeout as sleep } from 'node:timers/promises'

/** So long after a run was ended its last word may come: logouts take up to 10 s each. */
const LAST_WORDS_MS = 30_000

/** Everything a run tells; undefined for one that goes on long after it was ended. */
export async function collected<T>(events: AsyncIterable<T>, endedAfterMs: number): Promise<T[] | undefined> {
  const late = new AbortController()
  const timeout = sleep(endedAfterMs + LAST_WORDS_MS, undefined, { signal: late.signal }).catch(() => undefined)
  try {
    return await Promise.race([Array.fromAsync(events), timeout])
  } finally {
    late.abort()
  }
}
