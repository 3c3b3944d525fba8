import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { currentUser } from '../home.ts'
import { mistake, systemReason } from '../mistake.ts'

/** The file in the home folder that holds the key. */
export const KEY_FILE = 'key'

const KEY_BYTES = 32

/** The key of a home folder, or undefined when none was made yet; a key that others can read, or no key at all, is refused. */
export function readKey(home: string): Buffer | undefined {
  const path = join(home, KEY_FILE)
  let file: number
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    if (systemReason(error) === 'ENOENT') return undefined
    throw mistake(`The key file ${path} cannot be read (${systemReason(error)})`)
  }
  try {
    return checkedKey(file, path)
  } finally {
    closeSync(file)
  }
}

/** Makes the key of a home folder, whole or not at all; when another process was faster, its key stays. */
export function makeKey(home: string): void {
  const path = join(home, KEY_FILE)
  const draft = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`
  try {
    writeDraft(draft)
    linkSync(draft, path)
  } catch (error) {
    if (systemReason(error) !== 'EEXIST')
      throw mistake(`The key file ${path} cannot be made (${systemReason(error)})`)
  } finally {
    removeDraft(draft)
  }
}

function checkedKey(file: number, path: string): Buffer {
  const stats = fstatSync(file)
  if (!stats.isFile()) throw mistake(`The key file ${path} is not an ordinary file`)
  if (stats.uid !== currentUser())
    throw mistake(`The key file ${path} belongs to another user (${stats.uid})`)
  if (stats.mode & 0o077) throw mistake(`Others may read the key file ${path}; run: chmod 600 ${path}`)
  const key = Buffer.alloc(KEY_BYTES)
  if (stats.size !== KEY_BYTES || readSync(file, key, 0, KEY_BYTES, 0) !== KEY_BYTES)
    throw mistake(`The key file ${path} does not hold a key of ${KEY_BYTES} bytes; put back a copy of it`)
  return key
}

function writeDraft(path: string): void {
  const file = openSync(path, 'wx', 0o600)
  try {
    writeSync(file, randomBytes(KEY_BYTES))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function removeDraft(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It was never made, which the caller has said already.
  }
}
