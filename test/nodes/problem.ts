import assert from 'node:assert/strict'
import { HwctlError } from '../../src/core/errors.ts'

/** The problem that a mistake of the operator is told as; fails when there is none. */
export function problemOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return usageProblem(error)
  }
  assert.fail('this should have been a mistake')
}

/** The same for what is not done at once. */
export async function problemOfAsync(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
  } catch (error) {
    return usageProblem(error)
  }
  assert.fail('this should have been a mistake')
}

function usageProblem(error: unknown): string {
  assert.ok(error instanceof HwctlError, `not an error of ours: ${error}`)
  assert.equal(error.facts.kind, 'usage')
  return error.facts.kind === 'usage' ? error.facts.problem : ''
}
