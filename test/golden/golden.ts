import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import { Readable, Writable } from 'node:stream'
import type { TestContext } from 'node:test'
import { main } from '../../src/cli/main.ts'
import { openStore } from '../../src/nodes/node-store.ts'
import type { SimulatedBmc } from '../../src/simulator/bmc.ts'
import type { Service } from '../../src/simulator/exchange.ts'
import type { FleetOptions } from '../../src/simulator/fleet-options.ts'
import { linesOf, simulated, Terminal } from '../cli/terminal.ts'

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

/** A machine to replay commands on. */
export interface GoldenMachine {
  readonly options: Omit<FleetOptions, 'nodes'>
  /** What it answers, where that is not what its model says. */
  readonly answer?: Service
}

/**
 * Runs the commands of blocks in order, as the command line does, on one simulated BMC whose node is N. What they
 * tell the node store is taken from `--json` on a second BMC just like it, as the store keeps the last status only.
 */
export async function replay(
  t: TestContext,
  blocks: readonly Block[],
  { options, answer }: GoldenMachine,
): Promise<readonly Block[]> {
  const { bmcs } = await simulated(t, { nodes: 2, ...options }, answer)
  const [plain, twin] = await Promise.all(bmcs.map((bmc) => player(t, bmc)))
  assert.ok(plain && twin)
  const replayed: Block[] = []
  for (const block of blocks) {
    replayed.push(await step(block, plain, twin))
    for (const { bmcState, counters } of bmcs)
      if (bmcState === 'Ready') assert.equal(counters.openSessions, 0, block.command)
  }
  return replayed
}

async function step(block: Block, plain: Player, twin: Player): Promise<Block> {
  const [said, statuses] = await Promise.all([plain.says(block), twin.statuses(block)])
  if (statuses.length > 0) assert.equal(plain.storedStatus(), statuses.at(-1), block.command)
  return { ...block, lines: [...said.slice(0, -1), ...statuses, ...said.slice(-1)] }
}

/** One operator with one node, N. */
interface Player {
  /** Lines on stdout, lines on stderr, exit code. */
  says(block: Block): Promise<readonly string[]>
  /** The statuses that a command tells of. */
  statuses(block: Block): Promise<readonly string[]>
  storedStatus(): string
}

async function player(t: TestContext, bmc: SimulatedBmc): Promise<Player> {
  const terminal = new Terminal(t)
  await terminal.define(bmc, 'N')
  return {
    async says({ machine, command }) {
      await befall(bmc, machine)
      const { code, out, err } = await typed(command.split(' '), terminal)
      const named = (text: string) =>
        linesOf(text.replaceAll(`[${hostname()}]`, '[server]').replaceAll(bmc.address, 'BMC'))
      return [...named(out), ...named(err).map((line) => `STDERR ${line}`), `(rc ${code})`]
    },

    async statuses({ machine, command }) {
      await befall(bmc, machine)
      const { out } = await typed([...command.split(' '), '--json'], terminal)
      const events = linesOf(out).map((line): { status?: string } => JSON.parse(line))
      return events.flatMap(({ status }) => (status === undefined ? [] : [`STATUS ${status}=N`]))
    },

    storedStatus() {
      using store = openStore(terminal.home)
      return `STATUS ${store.statuses.all().get('N')?.status}=N`
    },
  }
}

/** The command line without its process: a thousand starts of Node would take longer than all else. */
async function typed([program = '', ...words]: readonly string[], { env, home }: Terminal) {
  const [out, err]: [string[], string[]] = [[], []]
  const into = (texts: string[]) =>
    new Writable({ write: (chunk, _encoding, done) => done(void texts.push(String(chunk))) })
  const [stdout, stderr] = [into(out), into(err)]
  const code = await main(program, words, { env, cwd: home, stdin: Readable.from([]), stdout, stderr })
  return { code, out: out.join(''), err: err.join('') }
}

async function befall(bmc: SimulatedBmc, machine: string | undefined): Promise<void> {
  if (machine !== undefined) await bmc.set(JSON.parse(machine))
}
