import { mkdirSync, type Stats, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { mistake, systemReason } from './mistake.ts'

/** Where this program keeps its node store and key when root runs it. */
export const SYSTEM_HOME = '/var/lib/hwctl'

/** The numeric user that this process acts as; 0 is root. */
export function currentUser(): number {
  return process.geteuid?.() ?? 0
}

/** The folder that the environment asks for: HWCTL_HOME, or a default for root and for a user. */
export function homePath(env: NodeJS.ProcessEnv, user = currentUser()): string {
  if (env.HWCTL_HOME) return resolve(env.HWCTL_HOME)
  if (user === 0) return SYSTEM_HOME
  const data = env.XDG_DATA_HOME
  return data && isAbsolute(data)
    ? join(data, 'hwctl')
    : join(env.HOME ?? homedir(), '.local', 'share', 'hwctl')
}

/** The home folder, made if it is not there; one that others could tamper with is refused. */
export function openHome(env: NodeJS.ProcessEnv, user = currentUser()): string {
  const path = homePath(env, user)
  let stats: Stats
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    stats = statSync(path)
  } catch (error) {
    throw mistake(`Cannot make or read the folder ${path} (${systemReason(error)}); HWCTL_HOME names another`)
  }
  refuseUnsafe(path, stats, user)
  return path
}

function refuseUnsafe(path: string, stats: Stats, user: number): void {
  if (!stats.isDirectory()) throw mistake(`${path} is not a folder; HWCTL_HOME names another`)
  if (stats.uid !== user)
    throw mistake(
      `The folder ${path} belongs to user ${stats.uid}, not to user ${user} who runs this; HWCTL_HOME names another`,
    )
  if (stats.mode & 0o022)
    throw mistake(`Others may write to the folder ${path}, which holds passwords; run: chmod 700 ${path}`)
}
