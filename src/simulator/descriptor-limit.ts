import { readdirSync, readFileSync } from 'node:fs'
import { HwctlError } from '../core/errors.ts'

/** Descriptors kept for files, the control socket and at least some connections. */
const HEADROOM = 64

/** Refuses a fleet whose listening sockets alone would use up this process's file descriptors. @throws HwctlError `usage` */
export function checkDescriptorLimit(listeners: number, limit = openFileLimit()): void {
  if (limit === undefined) return
  const most = limit - openFiles() - HEADROOM
  if (listeners <= most) return
  throw new HwctlError({
    kind: 'usage',
    problem:
      `${listeners} BMCs need ${listeners} file descriptors to listen, and this process may open ${limit}: ` +
      `simulate at most ${Math.max(most, 0)}, raise the limit (ulimit -n), or share the fleet among several simulators (--first)`,
  })
}

/** The limit on open files of this process, where the system tells it. */
function openFileLimit(): number | undefined {
  const soft = /^Max open files\s+(\d+)/m.exec(readOr('/proc/self/limits'))?.[1]
  return soft === undefined ? undefined : Number(soft)
}

function openFiles(): number {
  try {
    return readdirSync('/proc/self/fd').length
  } catch {
    return 0
  }
}

function readOr(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
