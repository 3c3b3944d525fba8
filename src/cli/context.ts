import type { Readable, Writable } from 'node:stream'

/** What a command line has around it; nothing in `cli/` reads it from the process. */
export interface CliContext {
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  readonly stdin: Readable
  readonly stdout: Writable
  readonly stderr: Writable
}
