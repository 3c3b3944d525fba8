import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { mistake, systemReason } from '../mistake.ts'

/** A file of noderanges: its real path, and its lines without comments. */
export interface NodeFile {
  readonly path: string
  readonly lines: readonly string[]
}

/** Largest file of noderanges. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024

/** Reads the file behind `^PATH`, relative to `cwd`; only an ordinary file will do. */
export function readNodeFile(written: string, cwd: string): NodeFile {
  const path = resolve(cwd, written)
  try {
    const text = readOrdinaryFile(path)
    const lines = text.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, ''))
    return { path: realpathSync(path), lines }
  } catch (error) {
    throw mistake(`Cannot read ^${written} of the noderange, that is ${path} (${systemReason(error)})`)
  }
}

function readOrdinaryFile(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stats = fstatSync(file)
    if (!stats.isFile()) throw new Error('not an ordinary file')
    if (stats.size > MAX_FILE_BYTES) throw new Error(`larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`)
    return readFileSync(file, 'utf8')
  } finally {
    closeSync(file)
  }
}
