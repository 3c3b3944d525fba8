import { mistake, systemReason } from '../mistake.ts'
import type { DatabaseFile } from './database.ts'

/** How long a process waits for another one that writes. */
export const BUSY_TIMEOUT_MS = 10_000

const RETRY_MS = 20

const SQLITE_BUSY = 5
const SQLITE_READONLY = 8
const SQLITE_IOERR = 10
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26

/** Does `work` on a database file; what SQLite or the system complain of becomes a mistake that names the file and a way out. */
export function guarded<Result>(file: DatabaseFile, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw understood(file, error)
  }
}

/**
 * Tries again while another process holds the file. SQLite waits by itself, but for one case: when several processes
 * turn a new file to WAL at once, all but one are told "busy" without any wait.
 */
export function patiently<Result>(work: () => Result, untilMs = performance.now() + BUSY_TIMEOUT_MS): Result {
  for (;;) {
    try {
      return work()
    } catch (error) {
      if (errorCode(error) !== SQLITE_BUSY || performance.now() > untilMs) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS + Math.random() * RETRY_MS)
    }
  }
}

/** SQLite's primary code of an error; 0 when it is not SQLite's. */
function errorCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
}

/** SQLite's complaint as a mistake with a way out; anything else as it is. */
function understood({ path, kind }: DatabaseFile, error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { code } = error as NodeJS.ErrnoException
  const number = errorCode(error)
  const wayOut = number === SQLITE_CORRUPT ? `is damaged; ${kind.ifDamaged}` : WAYS_OUT[number]
  if (wayOut !== undefined) return mistake(`${kind.title} ${path} ${wayOut} (${error.message})`)
  const isFromSystem = code !== undefined && /^E[A-Z]+$/.test(code)
  return isFromSystem
    ? mistake(
        `${kind.title} ${path} cannot be opened (${systemReason(error)}); HWCTL_HOME names another folder`,
      )
    : error
}

const WAYS_OUT: Readonly<Record<number, string>> = {
  [SQLITE_BUSY]: `is in use by another program for more than ${BUSY_TIMEOUT_MS / 1000} seconds; try again`,
  [SQLITE_READONLY]: 'cannot be written by this user',
  [SQLITE_IOERR]: 'cannot be read or written: look at the disk',
  [SQLITE_FULL]: 'cannot grow: the disk is full',
  [SQLITE_CANTOPEN]: 'cannot be opened by this user; HWCTL_HOME names another folder',
  [SQLITE_NOTADB]: 'is not a database; move it away, or set HWCTL_HOME to another folder',
}
