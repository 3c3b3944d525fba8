/** So many answers are kept; then all are forgotten, as texts may come from outside. */
const MOST = 10_000

/** A pure function of a text that keeps its answers: BMCs of a fleet name the same things by the same names. */
export function remembered<T extends string | object>(work: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>()
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined) return known
    if (answers.size >= MOST) answers.clear()
    const answer = work(text)
    answers.set(text, answer)
    return answer
  }
}
