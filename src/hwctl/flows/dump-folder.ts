import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { outputFolder } from './output-folder.ts'

/** Where xCAT keeps dumps. */
const XCAT_FOLDER = '/var/log/xcat/dump'

/** Who writes dumps: the folder that was asked for, where from, and from how many nodes. */
export interface DumpsOf {
  readonly into?: string | undefined
  readonly cwd: string
  readonly nodes: number
}

/**
 * The folder for the dumps of a run, made where it is not there: the one asked for, relative to `cwd`; else xCAT's, where it is there
 * and may be written to; else `cwd` itself. Where none is asked for, the dumps of several nodes get a folder of their own in there.
 * @throws HwctlError `file` where nothing can be written there
 */
export async function dumpFolderOf({ into, cwd, nodes }: DumpsOf, at = new Date()): Promise<string> {
  if (into !== undefined) return dumpFolder(into, cwd)
  const folder = await dumpFolder(undefined, cwd)
  return nodes > 1 ? outputFolder(`${timeOf(at)}${two(at.getSeconds())}_dumps`, folder) : folder
}

/**
 * The same for one node.
 * @throws HwctlError `file` where nothing can be written there
 */
export async function dumpFolder(asked: string | undefined, cwd: string): Promise<string> {
  if (asked === undefined && (await isWritable(XCAT_FOLDER))) return XCAT_FOLDER
  return outputFolder(asked ?? '.', cwd)
}

/** xCAT's name of a dump's file: `20260818-1000_NODE_dump_5.tar.xz`, the time being this host's. */
export function dumpPath(folder: string, node: string, id: string, at = new Date()): string {
  return join(folder, `${timeOf(at)}_${node.replaceAll('/', '_')}_dump_${id}.tar.xz`)
}

/** `20260818-1000`, this host's time. */
function timeOf(at: Date): string {
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  return `${day}-${two(at.getHours())}${two(at.getMinutes())}`
}

function two(part: number): string {
  return String(part).padStart(2, '0')
}

async function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}
