import type { ErrorFacts } from '../../core/errors.ts'
import type { Progress } from '../../core/event.ts'
import type { NodeName } from '../../core/node.ts'

/** What an operator asked for that is kept on disk. There is no password in it: `Shown.isJob` sees to that. */
export interface JobRequest {
  readonly command: string
  readonly words: readonly string[]
  readonly noderange: string
  /** Relative file names among the words are relative to it. */
  readonly cwd: string
}

/** How a node of a job stands. */
export const JOB_NODE_STATES = ['waiting', 'running', 'done', 'failed', 'interrupted', 'not-reached'] as const
export type JobNodeState = (typeof JOB_NODE_STATES)[number]

/** What is known of one node of a job. */
export interface JobNode {
  readonly node: NodeName
  readonly state: JobNodeState
  /** The last that was told. */
  readonly progress?: Progress
  readonly checkpoint?: unknown
  readonly error?: ErrorFacts
  /** ISO 8601, of the last news. */
  readonly at?: string
}

/** Nodes of a job, counted by where they stand. `open` is everything that has no end of its own. */
export interface JobCounts {
  readonly done: number
  readonly failed: number
  readonly open: number
}

/** running: somebody works on it; interrupted: broken off, by a crash too; stopped: it ended by itself with nodes left to do. */
export type JobState = 'running' | 'done' | 'failed' | 'interrupted' | 'stopped'

/** One job as it is listed. Times are ISO 8601. */
export interface Job extends JobRequest {
  readonly id: number
  readonly state: JobState
  readonly counts: JobCounts
  /** The number of the process that works on it or did last. */
  readonly pid: number
  readonly begunAt: string
  readonly resumedAt?: string
  readonly endedAt?: string
}

/** States of nodes that a resumed job goes on with. */
export const OPEN_STATES: readonly JobNodeState[] = ['waiting', 'running', 'interrupted', 'not-reached']

/** How a job stands, from its nodes and from what became of whoever worked on it. */
export function jobState(
  counts: JobCounts,
  { isAlive, ending }: { readonly isAlive: boolean; readonly ending: string | undefined },
): JobState {
  if (ending === undefined && isAlive) return 'running'
  if (counts.open > 0) return ending === 'finished' ? 'stopped' : 'interrupted'
  return counts.failed > 0 ? 'failed' : 'done'
}
