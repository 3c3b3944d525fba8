import { factsOf } from '../../core/errors.ts'
import { passes } from '../../core/patience.ts'
import type { Look } from '../../core/poll.ts'

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
