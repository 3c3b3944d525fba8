import { readFileSync } from 'node:fs'

/** Descriptors kept for the node store, the log, the agent's clients and name resolution. */
const HEADROOM = 256

/** How many connections this process may have open at once, by the limit on its descriptors (a soft limit; Node raises it as far as it may). */
export function connectionCapacity(limits = readLimits()): number {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
  return soft === undefined ? 4096 : Math.max(Number(soft) - HEADROOM, 16)
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return '' // not Linux
  }
}
