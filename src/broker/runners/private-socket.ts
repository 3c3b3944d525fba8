import type { Stats } from 'node:fs'
import { lstat } from 'node:fs/promises'

/** Why a socket is not one to send passwords to: not there, not ours, or open to others. Undefined where it is fine. */
export async function whyNotPrivate(path: string): Promise<string | undefined> {
  let stats: Stats
  try {
    stats = await lstat(path)
  } catch (error) {
    return `it cannot be looked at (${codeOf(error)})`
  }
  if (!stats.isSocket()) return 'it is not a socket'
  const user = process.geteuid?.() ?? stats.uid
  if (stats.uid !== user) return `it belongs to user ${stats.uid}, not to user ${user} who runs this`
  if (stats.mode & 0o077) return 'others may use it'
  return undefined
}

/** The system's short word for what went wrong. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
