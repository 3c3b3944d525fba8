import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Measured } from './measured.ts'

/** The shell's own `time`, which is the kernel's word (rusage) on the whole command. */
const TIMED = 'TIMEFORMAT="bench-cpu %U %S"; time "$0" "$@"'
const CPU = /bench-cpu (\S+) (\S+)\n$/

/** Runs a command as a shell would; every line of its output counts for one node, every line on stderr for a failed one. */
export async function timedCommand(words: readonly string[], env: NodeJS.ProcessEnv): Promise<Measured> {
  const began = performance.now()
  const child = spawn('bash', ['-c', TIMED, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let firstMs = Number.NaN
  let [lines, said] = [0, '']
  child.stdout.on('data', (chunk: Buffer) => {
    if (lines === 0) firstMs = performance.now() - began
    for (const byte of chunk) if (byte === 10) lines += 1
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  await once(child, 'close')
  const wallMs = performance.now() - began
  const [, user, system] = CPU.exec(said) ?? []
  const complaints = said.replace(CPU, '').split('\n').filter(Boolean)
  return {
    ...{
      wallMs,
      firstMs,
      cpuMs: (Number(user) + Number(system)) * 1000,
      ok: lines,
      failed: complaints.length,
    },
    ...(complaints[0] && { reason: complaints[0] }),
  }
}

/** Runs a command whose only duty is to succeed. */
export async function succeed(words: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { failed, reason } = await timedCommand(words, env)
  if (failed > 0) throw new Error(`${words.join(' ')}: ${reason}`)
}
