import type { CellResult } from './cell.ts'
import type { Phase } from './measured.ts'
import type { Figure, Name } from './samples.ts'
import { table } from './tables.ts'

/** Who is followed as the fleet grows. */
const FOLLOWED = [
  ['rpower', 'whole'],
  ['agent', 'first'],
  ['agent', 'again'],
] as const satisfies readonly (readonly [Name, Phase])[]

/** What ten times the nodes cost; undefined where no two sizes are that far apart. A mixed fleet is held against the mean of both protocols. */
export function growthTable(results: readonly CellResult[]): string | undefined {
  const rows = results.flatMap((large) => {
    const small = results.filter(
      ({ nodes, protocol, latencyMs }) =>
        nodes >= 100 &&
        10 * nodes === large.nodes &&
        latencyMs === large.latencyMs &&
        (large.protocol === 'mixed' || protocol === large.protocol),
    )
    if (small.length === 0) return []
    const growth = (figure: Figure) =>
      FOLLOWED.map(([who, phase]) => {
        const before =
          small.reduce((sum, { samples }) => sum + samples.of(who, phase, figure), 0) / small.length
        return (large.samples.of(who, phase, figure) / before).toFixed(1)
      })
    const { nodes, protocol, latencyMs } = large
    return [
      [`${nodes / 10} to ${nodes}`, protocol, String(latencyMs), ...growth('wallMs'), ...growth('cpuMs')],
    ]
  })
  const heads = ['wall ×: `rpower`', 'agent first', 'later', 'CPU ×: `rpower`', 'agent first', 'later']
  return rows.length === 0 ? undefined : table(['nodes', 'protocol', 'latency ms'], heads)(rows)
}
