import { spawn } from 'node:child_process'

const MAX_BYTES = 64 * 1024

/** How a command is run. */
export interface CommandOptions {
  readonly env: NodeJS.ProcessEnv
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}

/** What a shell command writes to its standard output; throws an Error that says how it failed, never what it wrote. */
export async function commandOutput(
  command: string,
  { env, timeoutMs, signal }: CommandOptions,
): Promise<string> {
  signal?.throwIfAborted()
  const child = spawn('/bin/sh', ['-c', command], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const fail = (reason: string) => {
    killGroup(child.pid)
    child.stdout.destroy()
    reject(new Error(reason))
  }
  const timer = setTimeout(() => fail(`no answer within ${timeoutMs / 1000} seconds`), timeoutMs)
  const onAbort = () => fail('cancelled')
  signal?.addEventListener('abort', onAbort, { once: true })
  const chunks: Buffer[] = []
  let size = 0
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    if (size > MAX_BYTES) fail(`more than ${MAX_BYTES / 1024} KiB of output`)
  })
  child.on('error', (error) => fail(error.message))
  child.on('close', (code, killedBy) =>
    code === 0
      ? resolve(Buffer.concat(chunks).toString('utf8'))
      : reject(new Error(killedBy ? `ended by ${killedBy}` : `exit code ${code}`)),
  )
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
  }
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
