import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { HwctlError } from '../../core/errors.ts'
import { inNameOrder } from '../../core/name-order.ts'
import type { FirmwareFile } from '../managers/flash.ts'

/**
 * A firmware file of a vendor's own kind: nothing is known of it but its size, and that it can be read.
 * @throws HwctlError `firmware`: inaccessible, broken
 */
export async function readPlainFile(name: string, cwd: string): Promise<FirmwareFile> {
  const path = resolve(cwd, name)
  const status = await stat(path).catch((error: unknown) => {
    throw new HwctlError({ kind: 'firmware', problem: 'inaccessible', what: name }, error)
  })
  const detail = status.isFile() ? 'it is empty' : 'it is no file'
  if (!status.isFile() || status.size === 0)
    throw new HwctlError({ kind: 'firmware', problem: 'broken', what: name, detail })
  const unknown = { purpose: 'other', version: '', extended: [], reported: { purpose: 'Unknown' } } as const
  return { name, path, bytes: status.size, ...unknown }
}

/** All files of a folder in order of their names, hidden ones left out. @throws HwctlError `firmware` */
export async function readPlainFolder(name: string, cwd: string): Promise<readonly FirmwareFile[]> {
  const entries = await readdir(resolve(cwd, name), { withFileTypes: true }).catch((error: unknown) => {
    throw new HwctlError({ kind: 'firmware', problem: 'inaccessible', what: name }, error)
  })
  const names = entries
    .filter((one) => !one.isDirectory() && !one.name.startsWith('.'))
    .map((one) => one.name)
  if (names.length === 0)
    throw new HwctlError({ kind: 'firmware', problem: 'none-in-folder', what: name, purpose: 'firmware' })
  return Promise.all(inNameOrder(names, (one) => one).map((one) => readPlainFile(join(name, one), cwd)))
}
