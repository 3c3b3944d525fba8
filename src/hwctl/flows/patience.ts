import { type ErrorFacts, factsOf } from '../../core/errors.ts'
import type { Look } from '../../core/poll.ts'

/** Whether an error says nothing about where a machine on its way will end: it may be busy, or away for a moment. */
export function passes(facts: ErrorFacts): boolean {
  return (
    facts.kind === 'connect' ||
    facts.kind === 'malformed' ||
    (facts.kind === 'bmc' && (facts.status >= 500 || facts.status === 429))
  )
}

/** A look that takes passing errors for "not yet". */
export async function patiently<T>(look: () => Promise<Look<T>>): Promise<Look<T>> {
  try {
    return await look()
  } catch (thrown) {
    const facts = factsOf(thrown)
    if (!passes(facts)) throw thrown
    return { done: false, seen: `no answer (${facts.kind})` }
  }
}
