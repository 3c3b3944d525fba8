import { HwctlError } from '../core/errors.ts'

/** An error in the operator's words; `allowed` is what would do. */
export function mistake(problem: string, allowed?: readonly string[]): HwctlError {
  return new HwctlError(
    allowed === undefined ? { kind: 'usage', problem } : { kind: 'usage', problem, allowed },
  )
}

/** What the operating system says about a failed file operation, short enough for a sentence. */
export function systemReason(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const { code } = thrown as NodeJS.ErrnoException
  return code ?? thrown.message
}
