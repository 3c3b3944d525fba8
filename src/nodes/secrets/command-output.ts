import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

const MAX_BYTES = 64 * 1024

/** How a command is run. */
export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** What a shell command writes to its standard output; throws an Error that says how it failed, never what it wrote. */
export async function commandOutput(command: string, options: CommandOptions): Promise<string> {
  const { env, timeoutMs, signal } = options
  signal?.throwIfAborted()
  const child = spawn('/bin/sh', ['-c', command], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = Promise.withResolvers<never>()
  const endWith = (reason: string) => {
    killGroup(child.pid)
    child.stdout.destroy()
    ended.reject(new Error(reason))
  }
  const onAbort = () => endWith('cancelled')
  const timer = setTimeout(() => endWith(`no answer within ${timeoutMs / 1000} seconds`), timeoutMs)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([ended.promise, outputOf(child, endWith)])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
}

async function outputOf(
  child: ChildProcessByStdio<null, Readable, null>,
  endWith: (reason: string) => void,
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const chunks: Buffer[] = []
  let size = 0
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (size > MAX_BYTES) endWith(`more than ${MAX_BYTES / 1024} KiB of output`)
  })
  child.on('error', (error) => reject(error))
  child.on('close', (code, killedBy) => {
    if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'))
    else reject(new Error(killedBy ? `ended by ${killedBy}` : `exit code ${code}`))
  })
  return promise
}

/** The command and whatever it started, which share a process group. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
