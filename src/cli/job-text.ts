import type { Job, JobCounts, JobNode } from '../broker/jobs/job.ts'
import { errorText } from '../edges/error-text.ts'
import { printable } from '../edges/printable.ts'

/** What is left of a job, and the commands that go on with it; nothing for one that is all done. */
export function waysOn({ id, counts }: Pick<Job, 'id' | 'counts'>): readonly string[] {
  const { failed, open } = counts
  if (failed + open === 0) return []
  return [
    `Job ${id}: ${countsText(counts)}`,
    ...(open > 0 ? [`Go on with: hwctl jobs resume ${id}`] : []),
    ...(failed > 0 ? [`Try those that failed again with: hwctl jobs retry ${id} --failed`] : []),
  ]
}

function countsText({ done, failed, open }: JobCounts): string {
  return `${done} done, ${failed} failed, ${open} left to do`
}

/** The command line that began a job. */
export function commandLine({ command, noderange, words }: Job): string {
  return printable([command, noderange, ...words].map(quoted).join(' '))
}

function quoted(word: string): string {
  return /^[\w@%+=:,./[\]^-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}

const HEADINGS = ['ID', 'STATE', 'BEGUN', 'DONE', 'FAILED', 'LEFT', 'COMMAND'] as const

/** Jobs as a table, a line each. */
export function jobTable(jobs: readonly Job[]): readonly string[] {
  const rows = jobs.map((job) => [
    String(job.id),
    job.state,
    timeText(job.begunAt),
    String(job.counts.done),
    String(job.counts.failed),
    String(job.counts.open),
    commandLine(job),
  ])
  return table([HEADINGS, ...rows])
}

/** One job, and how each of its nodes stands. */
export function jobText(job: Job, nodes: readonly JobNode[]): readonly string[] {
  const { begunAt, counts, cwd, endedAt, id, pid, resumedAt, state } = job
  const times = [
    `begun ${timeText(begunAt)}`,
    ...(resumedAt ? [`resumed ${timeText(resumedAt)}`] : []),
    ...(endedAt ? [`ended ${timeText(endedAt)}`] : []),
    ...(state === 'running' ? [`process ${pid} works on it`] : []),
  ]
  return [
    `Job ${id}: ${commandLine(job)}`,
    `in ${printable(cwd)}`,
    `${state}: ${countsText(counts)}; ${times.join(', ')}`,
    '',
    ...table([
      ['NODE', 'STATE', 'PHASE', 'SINCE', 'ERROR'],
      ...nodes.map((node) => nodeRow(node, state === 'running')),
    ]),
    ...(state === 'running' ? [] : ['', ...waysOn(job).slice(1)]),
  ].slice(0, state === 'done' ? -1 : undefined)
}

/** A node that was in work when its process went is not in work any more. */
function nodeRow({ at, error, node, progress, state }: JobNode, isWorkedOn: boolean): readonly string[] {
  const shown = state === 'running' && !isWorkedOn ? 'interrupted' : state
  return [
    node,
    shown,
    (state === 'done' ? undefined : progress?.phase) ?? '-',
    at === undefined ? '-' : timeText(at),
    error ? printable(errorText(error)) : '',
  ]
}

/** ISO 8601 as the clock on the wall here has it, to the second. */
function timeText(iso: string): string {
  const at = new Date(iso)
  const two = (number: number) => String(number).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
