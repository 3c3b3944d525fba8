import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import type { TestContext } from 'node:test'
import { openStore } from '../../src/nodes/node-store.ts'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import type { FleetOptions } from '../../src/simulator/fleet-options.ts'
import { simulated, Terminal } from '../cli/terminal.ts'

/** A command, and all that comes of it, as golden files have it. */
export interface Block {
  /** What happens to the machine first: a change for the simulator, as JSON. */
  readonly machine?: string
  /** `rpower N stat` */
  readonly command: string
  /** Lines, `STDERR ` before those that went there, `STATUS word=N`, and `(rc n)`. */
  readonly lines: readonly string[]
}

const MACHINE = '# machine '

/** The blocks of a golden file: `$ command`, lines, and `# machine JSON` before a command where the machine changes. */
export function blocksOf(text: string): readonly Block[] {
  return text.split(/^(?=# machine |(?<!^# machine .*\n)\$ )/m).flatMap((part) => {
    const lines = part.trimEnd().split('\n')
    const machine = lines[0]?.startsWith(MACHINE) ? lines.shift()?.slice(MACHINE.length) : undefined
    const command = lines.shift() ?? ''
    return command.startsWith('$ ') ? [{ ...(machine && { machine }), command: command.slice(2), lines }] : []
  })
}

/** Blocks as a golden file has them. */
export function textOf(blocks: readonly Block[]): string {
  return blocks
    .flatMap(({ machine, command, lines }) => [
      ...(machine === undefined ? [] : [MACHINE + machine]),
      `$ ${command}`,
      ...lines,
    ])
    .map((line) => `${line}\n`)
    .join('')
}

/**
 * Runs the commands of blocks in order, through the real command line, on one simulated BMC whose node is N. What they
 * tell the node store is taken from `--json` on a second BMC just like it, as the store keeps the last status only.
 */
export async function replay(
  t: TestContext,
  blocks: readonly Block[],
  options: Omit<FleetOptions, 'nodes'>,
): Promise<readonly Block[]> {
  const { bmcs } = await simulated(t, { nodes: 2, ...options })
  const [plain, twin] = await Promise.all(bmcs.map((bmc) => Player.of(t, bmc)))
  assert.ok(plain && twin)
  const replayed: Block[] = []
  for (const block of blocks) {
    const [lines, statuses] = await Promise.all([plain.lines(block), twin.statuses(block)])
    const last = statuses.at(-1)
    if (last !== undefined) assert.equal(plain.storedStatus(), last, `${block.command}: status in the store`)
    replayed.push({ ...block, lines: [...lines.slice(0, -1), ...statuses, ...lines.slice(-1)] })
  }
  for (const bmc of bmcs) assert.equal(bmc.counters.openSessions, 0)
  return replayed
}

/** One operator with one node, N. */
class Player {
  readonly #terminal: Terminal
  readonly #bmc: SimulatedBmc

  private constructor(terminal: Terminal, bmc: SimulatedBmc) {
    this.#terminal = terminal
    this.#bmc = bmc
  }

  static async of(t: TestContext, bmc: SimulatedBmc): Promise<Player> {
    const player = new Player(new Terminal(t), bmc)
    await player.#terminal.define(bmc, 'N')
    return player
  }

  /** Lines on stdout, lines on stderr, exit code. */
  async lines(block: Block): Promise<readonly string[]> {
    const { code, out, err } = await this.#run(block)
    return [...linesOf(out), ...linesOf(err).map((line) => `STDERR ${line}`), `(rc ${code})`]
  }

  async statuses(block: Block): Promise<readonly string[]> {
    const { out } = await this.#run(block, '--json')
    const events = linesOf(out).map((line) => JSON.parse(line) as { kind: string; status?: string })
    return events.flatMap(({ kind, status }) => (kind === 'status' ? [`STATUS ${status}=N`] : []))
  }

  storedStatus(): string {
    using store = openStore(this.#terminal.home)
    return `STATUS ${store.statuses.all().get('N')?.status}=N`
  }

  async #run({ machine, command }: Block, ...more: readonly string[]) {
    if (machine !== undefined) await this.#bmc.set(JSON.parse(machine))
    const [program = '', ...words] = command.split(' ')
    const { code, out, err } = await this.#terminal.run(program, ...words, ...more)
    return { code, out, err: this.#anywhere(err) }
  }

  /** Errors with what differs from one host and one BMC to the next taken out. */
  #anywhere(text: string): string {
    return text.replaceAll(`[${hostname()}]`, '[server]').replaceAll(this.#bmc.address, 'BMC')
  }
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').slice(0, -1)
}
