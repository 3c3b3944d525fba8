import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { HwctlError } from '../../core/errors.ts'

/**
 * A folder that files are to be written to, relative to `cwd`, made where it is not there.
 * @throws HwctlError `file` where nothing can be written there
 */
export async function outputFolder(asked: string, cwd: string): Promise<string> {
  const folder = resolve(cwd, asked)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await access(folder, constants.W_OK | constants.X_OK)
    return folder
  } catch (thrown) {
    const reason = (thrown as NodeJS.ErrnoException).code ?? String(thrown)
    throw new HwctlError({ kind: 'file', path: folder, reason }, thrown)
  }
}
