import type { RestAnswer } from '../../rest/request.ts'

/** What was found out about a BMC, by what was asked, where each thing is to be asked once only. */
export type Findings = Map<string, Promise<unknown>>

/** Asks, or gives what was answered before; where nothing is kept, it is asked each time. */
export function once<T>(known: Findings | undefined, key: string, ask: () => Promise<T>): Promise<T> {
  const before = known?.get(key)
  if (before) return before as Promise<T>
  const answer = ask()
  known?.set(key, answer)
  return answer
}

/** The same for a GET of a path. What was parsed is not kept as text too: a fleet's answers are many. */
export function readOnce(
  known: Findings | undefined,
  path: string,
  ask: () => Promise<RestAnswer>,
): Promise<RestAnswer> {
  if (!known) return ask()
  return once(known, path, async () => {
    const answer = await ask()
    return answer.status === 200 && answer.json !== undefined ? { ...answer, text: '' } : answer
  })
}
