import { hostname } from 'node:os'
import type { Resolved } from '../broker/dispatch.ts'
import type { JobNode, JobRequest } from '../broker/jobs/job.ts'
import { JobJournal } from '../broker/jobs/job-journal.ts'
import type { JobStore } from '../broker/jobs/job-store.ts'
import type { ErrorFacts } from '../core/errors.ts'
import type { RunEvent } from '../core/event.ts'
import type { RunOptions } from '../core/runner.ts'
import { errorLine } from '../edges/text.ts'
import type { CliContext } from './context.ts'
import type { Fleet } from './fleet.ts'
import { waysOn } from './job-text.ts'

/** A job that this command line works on. */
export interface OpenJob {
  readonly id: number
  /** What the run is to know of it. */
  readonly options: Pick<RunOptions, 'job' | 'checkpoints' | 'retryUnreachable'>
  see(event: RunEvent): void
  /** Closes the journal. Returns lines on how to go on, where there is something left to do. */
  end(isInterrupted: boolean): readonly string[]
}

/** The fleet that a job works on, and who asked for it. */
export interface JobPlace {
  readonly context: CliContext
  readonly fleet: Fleet
}

/** A new job, on disk before anything is sent. @throws HwctlError `usage` where it cannot be kept */
export function beginJob(request: JobRequest, { nodes, failures }: Resolved, place: JobPlace): OpenJob {
  const names = [...nodes.map(({ name }) => name), ...failures.map(({ node }) => node)]
  const id = place.fleet.jobs().begin(request, names)
  return openJob(
    id,
    names.map((node) => ({ node, state: 'waiting' })),
    place,
  )
}

/** A job that this process has begun or claimed, with the nodes that are worked on now. */
export function openJob(id: number, nodes: readonly JobNode[], { context, fleet }: JobPlace): OpenJob {
  const trouble = (error: ErrorFacts) =>
    context.stderr.write(`${errorLine('Warning', error, hostname()).text} It is tried again.\n`)
  const journal = new JobJournal(fleet.jobs(), { id, nodes }, trouble)
  const checkpoints = new Map(
    nodes.flatMap(({ node, checkpoint }) => (checkpoint === undefined ? [] : [[node, checkpoint] as const])),
  )
  return {
    id,
    // A BMC that restarts in the middle of its work is gone for minutes: that it did not answer lately says nothing.
    options: { job: id, retryUnreachable: true, ...(checkpoints.size > 0 && { checkpoints }) },
    see: (event) => journal.see(event),
    end(isInterrupted) {
      journal.end(isInterrupted)
      const store = fleet.jobs()
      const job = store.job(id)
      if (job.state === 'running') return [] // the end could not be written, which has been told
      if (!isInterrupted && store.isUntouched(id)) return forgotten(store, id)
      // One node that failed is tried again by the same words as before.
      return nodes.length === 1 && job.counts.open === 0 ? [] : waysOn(job)
    },
  }
}

/** A run that could not begin, as with a file that is not there, is no job. */
function forgotten(store: JobStore, id: number): readonly string[] {
  store.remove(id)
  return []
}
