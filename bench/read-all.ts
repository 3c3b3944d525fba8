// Measures commands whose answers are large, `rvitals all` for one, beside a bare loop that makes the same requests.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from '../src/broker/parse.ts'
import { DEFAULT_FANOUT } from '../src/core/runner.ts'
import { loadExecutor } from '../src/hwctl/registry.ts'
import { type BenchFleet, BIN, startBenchFleet } from './fleet.ts'
import { forkContestant } from './forked.ts'
import { type Measured, median } from './measured.ts'
import { readReport } from './read-report.ts'
import { succeed, timedCommand } from './timed-command.ts'

const { values } = parseArgs({
  options: {
    command: { type: 'string', multiple: true, default: ['rvitals all'] },
    nodes: { type: 'string', default: '1000' },
    sensors: { type: 'string', default: '200' },
    reps: { type: 'string', default: '3' },
    warm: { type: 'string', default: '3' },
    fanout: { type: 'string', default: String(DEFAULT_FANOUT) },
  },
})
const [nodes, fanout] = [Number(values.nodes), Number(values.fanout)]
const folder = mkdtempSync(join(tmpdir(), 'hwctl-reads-'))
const env = { ...process.env, HWCTL_HOME: join(folder, 'home'), HWCTL_AGENT: 'none' }
const cell = { nodes, protocol: 'openbmc', latencyMs: 0, sensors: Number(values.sensors) } as const
try {
  await using fleet = await startBenchFleet(cell, folder, env)
  for (const file of fleet.nodesFiles) await succeed([join(BIN, 'hwctl'), 'nodes', 'apply', '-f', file], env)
  for (const command of values.command) console.log(readReport(command, cell, await measured(command, fleet)))
  const { openSessions } = await fleet.totals()
  console.log(`\nSessions that the simulators still hold at the end: ${openSessions}.`)
  process.exitCode = openSessions > 0 ? 1 : 0
} finally {
  rmSync(folder, { recursive: true })
}

/** Everybody's medians; repetitions take turns, and every second one goes in the opposite order. */
async function measured(command: string, fleet: BenchFleet) {
  const paths = await pathsOf(command)
  const runs = { loop: [] as Runs[], engine: [] as Runs[], shell: [] as Measured[] }
  for (let rep = 0; rep < Number(values.reps); rep++) {
    const both = rep % 2 === 0 ? (['loop', 'engine'] as const) : (['engine', 'loop'] as const)
    for (const who of both) {
      const args = who === 'loop' ? paths : command.split(' ')
      runs[who].push(await repetition(who, args, fleet))
    }
    const [program = '', ...words] = command.split(' ')
    const shown = ['sim', ...words, '--fanout', String(fanout)]
    runs.shell.push(await timedCommand([join(BIN, program), ...shown], env))
  }
  const problems = [...runs.loop, ...runs.engine]
    .flatMap(({ cold, warm }) => [cold, ...warm])
    .flatMap(problem)
  return { loop: figures(runs.loop), engine: figures(runs.engine), shell: runs.shell, paths, problems }
}

/** The requests that the command plans: the loop makes them too. Those that are made only `when` something is not there are not. */
async function pathsOf(command: string): Promise<readonly string[]> {
  const [program = '', ...words] = command.split(' ')
  const { call } = (await parse(program, words)).invocation
  const steps = (await loadExecutor('openbmc', call.capability)).ops[call.op]
  const plan = steps && steps !== 'unsupported' ? (steps.plan?.(call.input) ?? []) : []
  return plan.flatMap((line) => /^GET (\/\S*\w)$/.exec(line)?.[1] ?? [])
}

/** What one new process measured. */
interface Runs {
  /** Login, reads and logout of every node. */
  readonly cold: Measured
  /** Reads alone. */
  readonly warm: readonly Measured[]
  readonly requests: number
  readonly peakKb: number
}

async function repetition(who: 'loop' | 'engine', args: readonly string[], fleet: BenchFleet): Promise<Runs> {
  await using contestant = await forkContestant(who, fleet.targets, { fanout, args })
  const before = await fleet.totals()
  const cold = await contestant.run('whole')
  const { requests } = await fleet.totals()
  await contestant.run('first')
  const warm: Measured[] = []
  for (let run = 0; run < Number(values.warm); run++) warm.push(await contestant.run('again'))
  await contestant.run('end')
  return { cold, warm, requests: requests - before.requests, peakKb: warm.at(-1)?.peakKb ?? Number.NaN }
}

function problem({ ok, failed, reason }: Measured): readonly string[] {
  return ok === nodes && failed === 0 ? [] : [`${ok} of ${nodes} answered; ${reason ?? 'no reason'}`]
}

/** Medians over all runs, for each node. */
function figures(runs: readonly Runs[]) {
  return {
    coldMs: median(runs.map(({ cold }) => cold.cpuMs)) / nodes,
    warmMs: median(runs.flatMap(({ warm }) => warm.map(({ cpuMs }) => cpuMs))) / nodes,
    requests: median(runs.map(({ requests }) => requests)) / nodes,
    peakMb: median(runs.map(({ peakKb }) => peakKb)) / 1024,
  }
}
