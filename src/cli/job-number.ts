import { JobStore } from '../broker/jobs/job-store.ts'
import { usageError } from '../core/command.ts'
import { openHome } from '../nodes/home.ts'
import type { CliContext } from './context.ts'

/** The jobs of whoever runs this. */
export function openJobs({ env }: CliContext): JobStore {
  return JobStore.open(openHome(env))
}

/** The number of a job from the command line. @throws HwctlError `usage` for what is not a number */
export function jobNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text))
    throw usageError(`A job has a number, and '${text}' is none; hwctl jobs lists them`)
  return Number(text)
}

/** The numbers of all jobs, for completion. */
export function jobNumbers(context: CliContext): readonly string[] {
  using store = openJobs(context)
  return store.jobs().map(({ id }) => String(id))
}
