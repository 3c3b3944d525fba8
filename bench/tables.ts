import type { CellResult } from './cell.ts'
import { median } from './measured.ts'

/** Wall, time to first line and CPU of one process that does everything. */
export function oneProcessTable(results: readonly CellResult[]): string {
  return table(
    ['nodes', 'protocol', 'latency ms'],
    ['wall s: loop', 'runner', '`rpower`', '`curl -Z`', 'first line ms'],
    [
      'CPU ms/node: loop',
      'runner',
      '`rpower`',
      '`curl -Z`',
      'runner / loop',
      'requests/node: loop',
      'runner',
    ],
  )(
    results.map((result) => {
      const { samples, nodes } = result
      const wall = (who: 'loop' | 'engine' | 'rpower' | 'curl') => seconds(samples.of(who, 'whole', 'wallMs'))
      const cpu = (who: 'loop' | 'engine' | 'rpower' | 'curl') => samples.of(who, 'whole', 'cpuMs')
      const requests = (who: 'loop' | 'engine') => plain(samples.of(who, 'whole', 'requests') / nodes)
      return [
        ...named(result),
        ...[wall('loop'), wall('engine'), wall('rpower'), wall('curl')],
        samples.of('rpower', 'whole', 'firstMs').toFixed(0),
        ...(['loop', 'engine', 'rpower', 'curl'] as const).map((who) => perNode(cpu(who), nodes)),
        ...[ratio(cpu('engine'), cpu('loop')), requests('loop'), requests('engine')],
      ]
    }),
  )
}

/** What it is worth that the agent stays. */
export function stayingTable(results: readonly CellResult[]): string {
  return table(
    ['nodes', 'protocol', 'latency ms'],
    ['wall s: first', 'later', 'first / later', 'loop later', 'first line ms, later', 'end s'],
    ['first CPU ms/node: loop', 'agent', 'agent / loop'],
    [
      'later CPU ms/node: loop',
      'runner',
      'agent',
      'client',
      'runner / loop',
      'agent / loop',
      'both / loop',
      'KB/node: loop',
      'agent',
    ],
  )(
    results.map((result) => {
      const { samples, nodes } = result
      const wall = (phase: 'first' | 'again') => samples.of('agent', phase, 'wallMs')
      const agent = (phase: 'first' | 'again') =>
        samples.of('agent', phase, 'cpuMs') - samples.of('agent', phase, 'clientCpuMs')
      const loop = (phase: 'first' | 'again') => samples.of('loop', phase, 'cpuMs')
      const [engine, client] = [
        samples.of('engine', 'again', 'cpuMs'),
        samples.of('agent', 'again', 'clientCpuMs'),
      ]
      return [
        ...named(result),
        ...[seconds(wall('first')), seconds(wall('again')), plain(wall('first') / wall('again'))],
        ...[
          seconds(samples.of('loop', 'again', 'wallMs')),
          samples.of('agent', 'again', 'firstMs').toFixed(0),
        ],
        seconds(samples.of('agent', 'end', 'wallMs')),
        ...[
          perNode(loop('first'), nodes),
          perNode(agent('first'), nodes),
          ratio(agent('first'), loop('first')),
        ],
        ...[loop('again'), engine, agent('again'), client].map((ms) => perNode(ms, nodes)),
        ...[engine, agent('again'), agent('again') + client].map((ms) => ratio(ms, loop('again'))),
        nodes < 100 ? '' : median(memoryKb(result, 'loop')).toFixed(0),
        nodes < 100 ? '' : median(memoryKb(result, 'agent')).toFixed(0),
      ]
    }),
  )
}

/** What a second thread gains, and what the simulators take meanwhile of the same cores; undefined where nobody had one. */
export function threadsTable(results: readonly CellResult[]): string | undefined {
  const large = results.filter(({ samples }) => !Number.isNaN(samples.of('threads', 'first', 'wallMs')))
  if (large.length === 0) return undefined
  return table(
    ['nodes', 'protocol', 'latency ms'],
    PHASES_OF_THREADS.flatMap(([, name]) => [
      `${name} wall s: one`,
      'two',
      'two / one',
      'CPU ms/node: one',
      'two',
      'simulators',
    ]),
  )(
    large.map((result) => {
      const { samples, nodes } = result
      return [
        ...named(result),
        ...PHASES_OF_THREADS.flatMap(([phase]) => {
          const [one, two] = [samples.of('engine', phase, 'wallMs'), samples.of('threads', phase, 'wallMs')]
          return [
            ...[seconds(one), seconds(two), ratio(two, one)],
            perNode(samples.of('engine', phase, 'cpuMs'), nodes),
            perNode(samples.of('threads', phase, 'cpuMs'), nodes),
            perNode(samples.of('threads', phase, 'simulatorCpuMs'), nodes),
          ]
        }),
      ]
    }),
  )
}

const PHASES_OF_THREADS = [
  ['first', 'first'],
  ['again', 'later'],
] as const

/** Kilobytes of memory for each node whose session is kept; one figure a repetition. */
export function memoryKb({ memory, nodes }: CellResult, who: 'agent' | 'loop'): readonly number[] {
  return memory.map(({ agentKb, loopKb }) => (who === 'agent' ? agentKb : loopKb) / nodes)
}

/** Seconds with two digits behind the point. */
export function seconds(ms: number): string {
  return Number.isNaN(ms) ? '' : (ms / 1000).toFixed(2)
}

/** How many times the floor. */
export function ratio(ours: number, floor: number): string {
  return Number.isNaN(ours / floor) ? '' : `${(ours / floor).toFixed(2)} ×`
}

const named = ({ nodes, protocol, latencyMs }: CellResult) => [String(nodes), protocol, String(latencyMs)]
const perNode = (ms: number, nodes: number) =>
  Number.isNaN(ms) ? '' : (ms / nodes).toFixed(ms / nodes < 10 ? 2 : 0)
const plain = (value: number) => (Number.isNaN(value) ? '' : value.toFixed(1))

/** A table with these heads; the second column is text. */
export function table(...heads: readonly (readonly string[])[]) {
  const head = heads.flat()
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return (rows: readonly (readonly string[])[]) =>
    [line(head), line(head.map((_, at) => (at === 1 ? '---' : '--:'))), ...rows.map(line)].join('\n')
}
