import type { Writable } from 'node:stream'
import { destination, type Logger, pino } from 'pino'
import { usageError } from '../core/command.ts'

/** Where an agent says what it does: JSON, a line each. Only counts and names go in, never what a request holds. */
export type AgentLog = Pick<Logger, 'info' | 'warn' | 'error'>

/**
 * A log that appends to a file, or writes to a stream. Written at once, so that the last line before an end is there.
 * @throws HwctlError `usage` for a file that cannot be written.
 */
export function agentLog(to: string | Writable): AgentLog {
  const options = { base: { pid: process.pid }, timestamp: () => `,"time":"${new Date().toISOString()}"` }
  return typeof to === 'string' ? pino(options, appendTo(to)) : pino(options, to)
}

function appendTo(file: string) {
  try {
    return destination({ dest: file, append: true, sync: true, mode: 0o600 })
  } catch (error) {
    throw usageError(
      `The log cannot be written to ${file} (${error instanceof Error ? error.message : error})`,
    )
  }
}
