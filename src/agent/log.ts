import type { Writable } from 'node:stream'
import { destination, type Logger, pino } from 'pino'

/** Where an agent says what it does: JSON, a line each. Only counts and names go in, never what a request holds. */
export type AgentLog = Pick<Logger, 'info' | 'warn' | 'error'>

/** A log that appends to a file, or writes to a stream. Written at once, so that the last line before an end is there. */
export function agentLog(to: string | Writable): AgentLog {
  const options = { base: { pid: process.pid }, timestamp: () => `,"time":"${new Date().toISOString()}"` }
  return typeof to === 'string'
    ? pino(options, destination({ dest: to, append: true, sync: true, mode: 0o600 }))
    : pino(options, to)
}
