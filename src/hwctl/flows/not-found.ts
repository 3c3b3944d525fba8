import { factsOf } from '../../core/errors.ts'

/** Whether a BMC said that there is nothing at the path that was asked for. */
export function isNotFound(thrown: unknown): boolean {
  const facts = factsOf(thrown)
  return facts.kind === 'bmc' && facts.status === 404
}
