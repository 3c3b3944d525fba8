import { cpus, loadavg, totalmem } from 'node:os'
import type { CellResult } from './cell.ts'
import { curlVersion } from './curl.ts'
import { growthTable } from './growth.ts'
import type { Options } from './options.ts'
import { oneProcessTable, ratio, seconds, stayingTable, threadsTable } from './tables.ts'

/** Everything that was found, as markdown. */
export function report(
  results: readonly CellResult[],
  options: Options,
  { emptyNodeMs }: { readonly emptyNodeMs: number },
): string {
  const growth = growthTable(results)
  const threads = threadsTable(results)
  return [
    machine(options),
    '**One process, cold**: login, reads and logout for every node.',
    oneProcessTable(results),
    '**Through an agent that stays**: the first run logs in, the later ones are one request for each node.',
    stayingTable(results),
    ...(threads === undefined ? [] : ['**One thread and two**, the runner with sessions kept.', threads]),
    ...(growth === undefined ? [] : ['**Growth** for ten times the nodes.', growth]),
    [
      ...shell(results, emptyNodeMs),
      ...simulators(results),
      ...failures(results),
      ...sessions(results),
      ...(curlVersion() ? [] : ['curl is missing on this machine: its columns are empty']),
    ]
      .map((line) => `- ${line}`)
      .join('\n'),
  ].join('\n\n')
}

function machine({ fanout, reps, warm }: Options): string {
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ')
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  const load = loadavg().map((value) => value.toFixed(1))
  return [
    `${date} UTC, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${gigabytes} GB, Node ${process.version}, ${curlVersion() ?? 'no curl'}.`,
    `Medians of up to ${reps} repetitions with ${warm} warm runs each, ${fanout} nodes at a time. Load average at the end: ${load.join(', ')}.`,
  ].join('\n')
}

function shell(results: readonly CellResult[], emptyNodeMs: number): readonly string[] {
  return results
    .filter(({ nodes }) => nodes === 1)
    .map(({ samples, protocol, latencyMs }) => {
      const wall = samples.of('agent', 'again', 'wallMs')
      return `\`rpower n1 stat\` through a warm agent, ${protocol}, ${latencyMs} ms: ${wall.toFixed(0)} ms of wall; \`node -e 0\` takes ${emptyNodeMs.toFixed(0)} ms: ${ratio(wall, emptyNodeMs)}`
    })
}

/** The simulator runs on the same cores; so does whoever else is there. */
function simulators(results: readonly CellResult[]): readonly string[] {
  const { length } = cpus()
  return results
    .filter(({ nodes }) => nodes >= 1000)
    .map(({ nodes, protocol, latencyMs, simulatorCpuMs, othersCpuMs, wallMs }) => {
      const share = (ms: number) => `${((100 * ms) / (wallMs * length)).toFixed(0)} %`
      return `${nodes} ${protocol} ${latencyMs} ms: in ${seconds(wallMs)} s the simulators used ${share(simulatorCpuMs)} of the machine's CPU, programs that are no part of this ${share(othersCpuMs)}`
    })
}

function failures(results: readonly CellResult[]): readonly string[] {
  const problems = results.flatMap(({ samples, nodes }) => samples.problems(nodes))
  return problems.length === 0 ? ['Every node of every run answered: no failure, no time-out.'] : problems
}

function sessions(results: readonly CellResult[]): readonly string[] {
  const open = results.reduce((sum, { openSessions }) => sum + openSessions, 0)
  return [`Sessions that the simulators still hold at the end: ${open}.`]
}
