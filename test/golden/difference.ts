import { existsSync, readdirSync } from 'node:fs'
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

/** The commands that have a file of differences, `differences/COMMAND.ts`. */
export function commandsWithDifferences(): readonly string[] {
  return readdirSync(FOLDER).map((file) => file.replace(/\.ts$/, ''))
}

/** The differences of a command, in any order; none where it has no file. */
export async function differencesOf(command: string): Promise<readonly Difference[]> {
  const file = `${FOLDER}/${command}.ts`
  if (!existsSync(file)) return []
  const module: { readonly default: readonly Difference[] } = await import(file)
  return module.default
}

/** Which of the blocks a difference is about; undefined where it was not recorded. */
export function blockOf(difference: Difference, blocks: readonly Block[]): Block | undefined {
  return blocks.filter(({ command }) => command === difference.command)[(difference.occurrence ?? 1) - 1]
}
