import { join } from 'node:path'
import pLimit from 'p-limit'
import type { BmcChange } from '../src/simulator/bmc-change.ts'
import type { BmcReport } from '../src/simulator/snapshot.ts'
import { SimulatorControl } from './soak-control.ts'
import { HwctlProcess } from './soak-processes.ts'

/** So many BMCs in one process: each may have two connections, and descriptors are bounded. */
const MOST = 2500
/** Changes under way at once. */
const AT_ONCE = 100

interface Part {
  readonly process: HwctlProcess
  readonly control: SimulatorControl
  readonly names: readonly string[]
}

/** A fleet that is too large for one simulator, shared among several, its nodes defined in a home folder. */
export class SharedFleet {
  readonly #parts: readonly Part[]

  private constructor(parts: readonly Part[]) {
    this.#parts = parts
  }

  static async start(
    home: string,
    told: { nodes: number; seed: number; password: string },
  ): Promise<SharedFleet> {
    const parts: Part[] = []
    for (let first = 1; first <= told.nodes; first += MOST)
      parts.push(await startPart(home, { ...told, first, nodes: Math.min(MOST, told.nodes - first + 1) }))
    return new SharedFleet(parts)
  }

  get names(): readonly string[] {
    return this.#parts.flatMap(({ names }) => names)
  }

  /** Everything about all BMCs, by name. */
  async bmcs(): Promise<ReadonlyMap<string, BmcReport>> {
    const parts = await Promise.all(this.#parts.map(({ control, names }) => control.bmcs(names)))
    return new Map(parts.flatMap((part) => [...part]))
  }

  async change(change: BmcChange): Promise<void> {
    const atOnce = pLimit(AT_ONCE)
    await Promise.all(
      this.#parts.flatMap(({ control, names }) =>
        names.map((name) => atOnce(() => control.change(name, change))),
      ),
    )
  }

  async end(): Promise<void> {
    for (const { process } of this.#parts) process.kill('SIGTERM')
    await Promise.all(this.#parts.map(({ process }) => process.ended()))
  }
}

async function startPart(
  home: string,
  { first, nodes, seed, password }: { first: number; nodes: number; seed: number; password: string },
): Promise<Part> {
  const [file, socket] = [`nodes-${first}.yaml`, join(home, `control-${first}.sock`)]
  const process = new HwctlProcess(home, [
    ...[
      'hwctl',
      'simulate',
      '--nodes',
      `${nodes}`,
      '--first',
      `${first}`,
      '--seed',
      `${seed}`,
      '--password',
      password,
    ],
    ...['--first-address', 'auto', '--write-nodes', file, '--control', socket],
  ])
  await process.said('simulated BMCs')
  const applied = await new HwctlProcess(home, ['hwctl', 'nodes', 'apply', '-f', file]).ended()
  if (applied.code !== 0) throw new Error(applied.err)
  const names = Array.from({ length: nodes }, (_, at) => `sim${String(first + at).padStart(4, '0')}`)
  return { process, control: new SimulatorControl(socket), names }
}
