import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { HwctlError } from '../../core/errors.ts'
import type { FirmwareFile } from '../managers/flash.ts'
import { readFirmwareFile } from './firmware-file.ts'

const PURPOSES = [
  ['bmc', 'BMC'],
  ['host', 'HOST'],
] as const

/**
 * The BMC's and the host's tar of a folder, in this order: exactly one of each. Every `.tar` of the folder must be sound, as
 * nobody knows what a broken one was meant for.
 * @throws HwctlError `firmware`
 */
export async function readFirmwareFolder(name: string, cwd: string): Promise<readonly FirmwareFile[]> {
  const entries = await readdir(resolve(cwd, name)).catch((error: unknown) => {
    throw new HwctlError({ kind: 'firmware', problem: 'inaccessible', what: name }, error)
  })
  const tars = entries.filter((entry) => entry.endsWith('.tar')).sort()
  const files = await Promise.all(tars.map((tar) => readFirmwareFile(join(name, tar), cwd)))
  return PURPOSES.map(([purpose, word]) => only(files, purpose, { word, folder: name }))
}

function only(
  files: readonly FirmwareFile[],
  purpose: FirmwareFile['purpose'],
  { word, folder }: { readonly word: string; readonly folder: string },
): FirmwareFile {
  const [file, ...more] = files.filter((one) => one.purpose === purpose)
  const facts = { kind: 'firmware', what: folder, purpose: word } as const
  if (!file) throw new HwctlError({ ...facts, problem: 'none-in-folder' })
  if (more.length === 0) return file
  throw new HwctlError({
    ...facts,
    problem: 'several-in-folder',
    files: [file, ...more].map((one) => one.name),
  })
}
