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
