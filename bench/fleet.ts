import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Client } from 'undici'
import { parse } from 'yaml'
import type { Totals } from '../src/simulator/totals.ts'
import type { Cell } from './options.ts'
import { cpuMsOf } from './proc.ts'

/** Where the command lines are. */
export const BIN = resolve(import.meta.dirname, '../bin')

/** So many BMCs one simulator has: each needs a descriptor to listen, and one for every connection that is kept. */
const PER_SIMULATOR = 5000

/** A BMC as the simulator wrote it into its nodes file. */
export interface Target {
  readonly name: string
  readonly bmc: string
  readonly port: number
  readonly protocol: 'openbmc' | 'redfish'
  readonly username: string
  readonly password: string
}

/** A simulated fleet in processes of its own. */
export interface BenchFleet extends AsyncDisposable {
  /** For `hwctl nodes apply`. */
  readonly nodesFiles: readonly string[]
  readonly targets: readonly Target[]
  /** What all BMCs saw so far. */
  totals(): Promise<{ readonly requests: number; readonly openSessions: number }>
  /** CPU milliseconds of the simulators so far. */
  cpuMs(): number
}

interface Shard {
  readonly child: ChildProcess
  readonly control: Client
  readonly nodesFile: string
}

/** Starts the simulators of a cell; machines are on, so that a warm `stat` is one request over both protocols. */
export async function startBenchFleet(
  cell: Cell,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<BenchFleet> {
  const shards: Shard[] = []
  for (let first = 1; first <= cell.nodes; first += PER_SIMULATOR)
    shards.push(await startShard(cell, first, folder, env))
  const nodesFiles = shards.map((shard) => shard.nodesFile)
  return {
    nodesFiles,
    targets: nodesFiles.flatMap(targetsIn),
    cpuMs: () => shards.reduce((sum, { child }) => sum + cpuMsOf(child.pid ?? 0), 0),
    async totals() {
      const all = await Promise.all(shards.map(({ control }) => totalsOf(control)))
      return {
        requests: all.reduce((sum, { requests }) => sum + requests, 0),
        openSessions: all.reduce((sum, { openSessions }) => sum + openSessions, 0),
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(shards.map(stop))
    },
  }
}

async function startShard(cell: Cell, first: number, folder: string, env: NodeJS.ProcessEnv): Promise<Shard> {
  const name = `${cell.protocol}-${cell.latencyMs}-${cell.nodes}-${first}`
  const [nodesFile, socketPath] = [join(folder, `${name}.yaml`), join(folder, `${name}.sock`)]
  const nodes = Math.min(PER_SIMULATOR, cell.nodes - first + 1)
  const words = ['--nodes', nodes, '--first', first, '--protocol', cell.protocol, '--latency', cell.latencyMs]
  if (cell.sensors !== undefined) words.push('--sensors', cell.sensors)
  const files = [
    '--write-nodes',
    nodesFile,
    '--control',
    socketPath,
    '--certificates',
    join(folder, 'certificates'),
  ]
  const child = spawn(
    join(BIN, 'hwctl'),
    ['simulate', ...words.map(String), ...files, '--power', 'on', '--first-address', 'auto'],
    { env, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the simulated fleet did not start')))
  ended.catch(() => undefined)
  await Promise.race([once(child.stdout, 'data'), ended])
  child.stdout.resume()
  return { child, nodesFile, control: new Client('http://simulator', { socketPath }) }
}

async function stop({ child, control }: Shard): Promise<void> {
  await control.destroy()
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

async function totalsOf(control: Client): Promise<Totals> {
  const { body } = await control.request({ method: 'GET', path: '/totals' })
  return (await body.json()) as Totals
}

function targetsIn(file: string): readonly Target[] {
  const { nodes } = parse(readFileSync(file, 'utf8')) as { nodes: Record<string, Omit<Target, 'name'>> }
  return Object.entries(nodes).map(([name, attributes]) => ({ name, ...attributes }))
}
