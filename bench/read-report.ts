import { type Measured, median } from './measured.ts'
import type { Cell } from './options.ts'
import { ratio, table } from './tables.ts'

/** Medians of a contestant: CPU milliseconds and requests for each node, and the peak of its memory. */
export interface ReadFigures {
  readonly coldMs: number
  readonly warmMs: number
  readonly requests: number
  readonly peakMb: number
}

/** What was found about one command. */
export interface ReadResult {
  readonly loop: ReadFigures
  readonly engine: ReadFigures
  /** The whole command from the shell, in one process. */
  readonly shell: readonly Measured[]
  /** What the loop reads. */
  readonly paths: readonly string[]
  readonly problems: readonly string[]
}

/** One command's figures as markdown. */
export function readReport(
  command: string,
  { nodes, sensors }: Cell,
  { loop, engine, shell, paths, problems }: ReadResult,
): string {
  const [shellMs, shellWallMs] = (['cpuMs', 'wallMs'] as const).map((figure) =>
    median(shell.map((run) => run[figure])),
  )
  const row = (name: string, { coldMs, warmMs, requests, peakMb }: ReadFigures) => [
    name,
    ...[coldMs.toFixed(2), ratio(coldMs, loop.coldMs), warmMs.toFixed(2), ratio(warmMs, loop.warmMs)],
    ...[requests.toFixed(1), peakMb.toFixed(0)],
  ]
  const heads = ['who', 'CPU ms/node: cold', '/ loop', 'warm', '/ loop', 'requests/node, cold', 'peak MB']
  const lines = shell.map(({ ok }) => ok / nodes)
  const commandMs = (shellMs ?? Number.NaN) / nodes
  return [
    `\n**\`${command}\`**, ${nodes} nodes, ${sensors} sensors each; the loop reads ${paths.join(' and ')} and parses the JSON.\n`,
    table(heads)([row('loop', loop), row('runner, with lines', engine)]),
    `\n- from the shell, in one process: ${commandMs.toFixed(2)} ms of CPU for each node (${ratio(commandMs, loop.coldMs)} the loop), ${((shellWallMs ?? Number.NaN) / 1000).toFixed(2)} s of wall, ${median(lines).toFixed(0)} lines for each node`,
    ...shell.flatMap(({ reason }) => (reason === undefined ? [] : [`- the command said: ${reason}`])),
    ...(problems.length === 0
      ? ['- Every node of every run answered.']
      : problems.map((text) => `- ${text}`)),
  ].join('\n')
}
