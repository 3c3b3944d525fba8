import { setTimeout as sleep } from 'node:timers/promises'

/** So long after a run was ended its last word may come: logouts take up to 10 s each. */
const LAST_WORDS_MS = 30_000

/** Everything a run tells; undefined for one that goes on long after it was ended. */
export async function collected<T>(events: AsyncIterable<T>, endedAfterMs: number): Promise<T[] | undefined> {
  const late = new AbortController()
  const timeout = sleep(endedAfterMs + LAST_WORDS_MS, undefined, { signal: late.signal }).catch(
    () => undefined,
  )
  try {
    return await Promise.race([Array.fromAsync(events), timeout])
  } finally {
    late.abort()
  }
}

/** Whether something comes true, looked at now and then for as long as a slow machine may need. */
export async function untilTrue(isTrue: () => boolean | Promise<boolean>, forMs = 10_000): Promise<boolean> {
  const end = performance.now() + forMs
  while (!(await isTrue())) {
    if (performance.now() > end) return false
    await sleep(20)
  }
  return true
}

/** What becomes of a promise, or that text when nothing does for far longer than it may take. */
export async function orElse<T>(
  promise: Promise<T>,
  otherwise: string,
  afterMs = 15_000,
): Promise<T | string> {
  const late = new AbortController()
  const timeout = sleep(afterMs, otherwise, { signal: late.signal }).catch(() => otherwise)
  try {
    return await Promise.race([promise, timeout])
  } finally {
    late.abort()
  }
}
