import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Block } from './golden.ts'

const FOLDER = resolve(import.meta.dirname, 'differences')

/** A recorded command after which our lines are others than xCAT's. */
export interface Difference extends Pick<Block, 'command' | 'lines'> {
  /** Which one, where the same command was recorded several times; 1 where it is not named. */
  readonly occurrence?: number
  /** Words of docs/differences-from-xcat.md that say so. */
  readonly documented: string
}

/** The commands that have files of differences, `differences/COMMAND.ts` and `differences/COMMAND-PART.ts`. */
export function commandsWithDifferences(): readonly string[] {
  return [...new Set(readdirSync(FOLDER).map((file) => file.replace(/(-.*)?\.ts$/, '')))]
}

/** The differences of a command, in any order; none where it has no file. */
export async function differencesOf(command: string): Promise<readonly Difference[]> {
  const files = readdirSync(FOLDER).filter((file) => file.replace(/(-.*)?\.ts$/, '') === command)
  const modules: readonly { readonly default: readonly Difference[] }[] = await Promise.all(
    files.map((file) => import(`${FOLDER}/${file}`)),
  )
  return modules.flatMap((module) => module.default)
}

/** Which of the blocks a difference is about; undefined where it was not recorded. */
export function blockOf(difference: Difference, blocks: readonly Block[]): Block | undefined {
  return blocks.filter(({ command }) => command === difference.command)[(difference.occurrence ?? 1) - 1]
}
