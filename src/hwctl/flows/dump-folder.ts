import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { outputFolder } from './output-folder.ts'

/** Where xCAT keeps dumps. */
const XCAT_FOLDER = '/var/log/xcat/dump'

/**
 * The folder for dumps, made where it is not there: the one asked for, relative to `cwd`; else xCAT's, where it is there and may
 * be written to; else `cwd` itself.
 * @throws HwctlError `file` where nothing can be written there
 */
export async function dumpFolder(asked: string | undefined, cwd: string): Promise<string> {
  if (asked === undefined && (await isWritable(XCAT_FOLDER))) return XCAT_FOLDER
  return outputFolder(asked ?? '.', cwd)
}

/** xCAT's name of a dump's file: `20260818-1000_NODE_dump_5.tar.xz`, the time being this host's. */
export function dumpPath(folder: string, node: string, id: string, at = new Date()): string {
  const two = (part: number) => String(part).padStart(2, '0')
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  const time = `${two(at.getHours())}${two(at.getMinutes())}`
  return join(folder, `${day}-${time}_${node.replaceAll('/', '_')}_dump_${id}.tar.xz`)
}

async function isWritable(folder: string): Promise<boolean> {
  return access(folder, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )
}
