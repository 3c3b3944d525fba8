// Measures hwctl beside a bare loop and curl, on the same simulated fleets, and prints a table.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { type CellResult, measureCell } from './cell.ts'
import { BIN } from './fleet.ts'
import { cellsOf, readOptions } from './options.ts'
import { report } from './report.ts'
import { shellFigures } from './shell-figures.ts'
import { replaceTable } from './write.ts'

const options = readOptions(process.argv.slice(2))
const results: CellResult[] = []
for (const cell of cellsOf(options)) {
  console.error(`${cell.nodes} nodes, ${cell.protocol}, ${cell.latencyMs} ms ...`)
  const result = await measureCell(cell, options, oneProcessWords())
  for (const problem of result.samples.problems(cell.nodes)) console.error(`  ${problem}`)
  results.push(result)
}
const text = report(results, options, await shellFigures())
console.log(text)
if (options.write !== undefined) replaceTable(options.write, text)
process.exitCode = results.some((result) => result.openSessions > 0) ? 1 : 0

/** How to keep a command from using an agent, where it would. */
function oneProcessWords(): readonly string[] {
  const help = execFileSync(join(BIN, 'rpower'), ['--help'], { encoding: 'utf8' })
  return help.includes('--no-agent') ? ['--no-agent'] : []
}
