import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MANY_NODES } from '../src/broker/runners/threads/thread-pool.ts'
import { oneProcessStat, startAgent } from './agent.ts'
import { curlStat, curlVersion } from './curl.ts'
import { type BenchFleet, BIN, startBenchFleet } from './fleet.ts'
import { forkContestant } from './forked.ts'
import type { Measured, Phase } from './measured.ts'
import { type Cell, type Options, repsFor } from './options.ts'
import { machineBusyMs, ownCpuMs, residentKb } from './proc.ts'
import { type Name, Samples } from './samples.ts'
import { succeed } from './timed-command.ts'

/** So many threads are held against one. */
export const THREADS = 2

/** Everything measured on one fleet. */
export interface CellResult extends Cell {
  readonly reps: number
  readonly samples: Samples
  /** Kilobytes that the agent, and the loop, grew by when they kept everybody's session; one figure a repetition. */
  readonly memory: readonly Grown[]
  readonly openSessions: number
  /** CPU milliseconds of the simulators, of us, and of everybody else on this machine, in so many of wall. */
  readonly simulatorCpuMs: number
  readonly othersCpuMs: number
  readonly wallMs: number
}

interface Grown {
  readonly agentKb: number
  readonly loopKb: number
}

/** What stands around one repetition. */
interface Ring {
  readonly fleet: BenchFleet
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  readonly options: Options
  readonly noAgent: readonly string[]
  /** Runs somebody, and notes his figures and what the BMCs saw of him. */
  note(who: Name, phase: Phase, work: () => Promise<Measured>): Promise<void>
  remember(grown: Grown): void
}

/** Measures everybody on one fleet, in turns. */
export async function measureCell(
  cell: Cell,
  options: Options,
  noAgent: readonly string[],
): Promise<CellResult> {
  const folder = await mkdtemp(join(tmpdir(), 'hwctl-bench-'))
  const env = { ...process.env, HWCTL_HOME: join(folder, 'home') }
  try {
    await using fleet = await startBenchFleet(cell, folder, env)
    for (const file of fleet.nodesFiles)
      await succeed([join(BIN, 'hwctl'), 'nodes', 'apply', '-f', file], env)
    const before = {
      busy: machineBusyMs(),
      own: ownCpuMs(),
      simulators: fleet.cpuMs(),
      at: performance.now(),
    }
    const samples = new Samples()
    const memory: Grown[] = []
    const ring: Ring = {
      ...{ fleet, folder, env, options, noAgent },
      remember: (grown) => void memory.push(grown),
      note: async (who, phase, work) => {
        const { requests } = await fleet.totals()
        const simulators = fleet.cpuMs()
        const measured = await work()
        const simulatorCpuMs = fleet.cpuMs() - simulators
        const seen = (await fleet.totals()).requests - requests
        samples.add(who, phase, { ...measured, simulatorCpuMs, requests: seen })
      },
    }
    const reps = repsFor(cell.nodes, options)
    for (let rep = 0; rep < reps; rep++) await repetition(ring, rep, cell.nodes)
    const simulatorCpuMs = fleet.cpuMs() - before.simulators
    const ourCpuMs = ownCpuMs() - before.own
    return {
      ...{ ...cell, reps, samples, memory, simulatorCpuMs },
      openSessions: (await fleet.totals()).openSessions,
      othersCpuMs: Math.max(machineBusyMs() - before.busy - simulatorCpuMs - ourCpuMs, 0),
      wallMs: performance.now() - before.at,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Everybody once; every other time in the opposite order, so that drift falls on all alike. */
async function repetition(ring: Ring, rep: number, nodes: number): Promise<void> {
  const parts = [
    () => whole(ring, 'loop'),
    () => whole(ring, 'engine'),
    () => ring.note('rpower', 'whole', () => oneProcessStat(ring.env, ring.options.fanout, ring.noAgent)),
    () => stayingAgent(ring),
    () => stayingEngine(ring, 'engine'),
    ...(nodes >= MANY_NODES ? [() => stayingEngine(ring, 'threads')] : []),
    ...(curlVersion()
      ? [
          () =>
            ring.note('curl', 'whole', () => curlStat(ring.fleet.targets, ring.folder, ring.options.fanout)),
        ]
      : []),
  ]
  for (const part of rep % 2 === 0 ? parts : parts.toReversed()) await part()
}

async function whole(ring: Ring, name: 'loop' | 'engine'): Promise<void> {
  await using contestant = await forkContestant(name, ring.fleet.targets, ring.options)
  await ring.note(name, 'whole', () => contestant.run('whole'))
}

/** The agent and the loop, both with their connections kept, taking turns. */
async function stayingAgent(ring: Ring): Promise<void> {
  await using loop = await forkContestant('loop', ring.fleet.targets, ring.options)
  const agent = await startAgent(ring.folder, ring.env, ring.options)
  const [agentEmpty, loopEmpty] = [await agent.restingKb(), residentKb(loop.pid)]
  await ring.note('loop', 'first', () => loop.run('first'))
  await ring.note('agent', 'first', () => agent.stat())
  for (let again = 0; again < ring.options.warm; again++) {
    await ring.note('agent', 'again', () => agent.stat())
    await ring.note('loop', 'again', () => loop.run('again'))
  }
  ring.remember({ agentKb: (await agent.restingKb()) - agentEmpty, loopKb: residentKb(loop.pid) - loopEmpty })
  await ring.note('agent', 'end', () => agent.end())
  await ring.note('loop', 'end', () => loop.run('end'))
}

/** The in-process runner with sessions kept: what the agent costs without its socket. */
async function stayingEngine(ring: Ring, who: 'engine' | 'threads'): Promise<void> {
  const threads = who === 'threads' ? THREADS : 1
  await using engine = await forkContestant('engine', ring.fleet.targets, { ...ring.options, threads })
  await ring.note(who, 'first', () => engine.run('first'))
  for (let again = 0; again < ring.options.warm; again++)
    await ring.note(who, 'again', () => engine.run('again'))
  await ring.note(who, 'end', () => engine.run('end'))
}
