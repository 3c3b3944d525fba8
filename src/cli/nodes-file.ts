import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { mistake, systemReason } from '../nodes/mistake.ts'
import type { CliContext } from './context.ts'

/** The text of a file named on the command line; `-` is standard input. */
export async function inputText(path: string, { cwd, stdin }: CliContext): Promise<string> {
  if (path === '-') return await text(stdin)
  try {
    return await readFile(resolve(cwd, path), 'utf8')
  } catch (error) {
    throw mistake(`Cannot read ${path} (${systemReason(error)})`)
  }
}
