import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import pLimit from 'p-limit'
import { systemReason } from '../mistake.ts'
import { commandOutput } from './command-output.ts'
import type { PasswordReference } from './password-text.ts'

/** What reading references needs from outside. */
export interface ReferenceOptions {
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal
  /** How long a command may take. */
  readonly timeoutMs?: number
}

/** A password that was read, or why it could not be; `problem` names the reference and never holds what it gave. */
export type ReferredPassword = { readonly password: string } | { readonly problem: string }

const COMMAND_TIMEOUT_MS = 15_000
const COMMANDS_AT_ONCE = 8
const MAX_FILE_BYTES = 64 * 1024

/** Reads references, each distinct one once: ten thousand nodes with one `exec:` run it one time. */
export function referenceReader(
  options: ReferenceOptions,
): (reference: PasswordReference) => Promise<ReferredPassword> {
  const limit = pLimit(COMMANDS_AT_ONCE)
  const known = new Map<string, Promise<ReferredPassword>>()
  return (reference) => {
    const text = `${reference.kind}:${reference.target}`
    const started = known.get(text) ?? limit(() => referredPassword(reference, options))
    known.set(text, started)
    return started
  }
}

async function referredPassword(
  reference: PasswordReference,
  options: ReferenceOptions,
): Promise<ReferredPassword> {
  const name = `${reference.kind}:${reference.target}`
  try {
    const password = (await SOURCES[reference.kind](reference.target, options)).replace(/\r?\n$/, '')
    return password === '' ? { problem: `${name} gives nothing` } : { password }
  } catch (error) {
    return { problem: `${name}: ${systemReason(error)}` }
  }
}

const SOURCES: Record<
  PasswordReference['kind'],
  (target: string, options: ReferenceOptions) => Promise<string>
> = {
  async env(target, { env }) {
    const value = env[target]
    if (value === undefined) throw new Error('the variable is not set')
    return value
  },
  async file(target) {
    await using file = await open(target, constants.O_RDONLY | constants.O_NONBLOCK)
    const stats = await file.stat()
    if (!stats.isFile()) throw new Error('not an ordinary file')
    if (stats.size > MAX_FILE_BYTES) throw new Error(`larger than ${MAX_FILE_BYTES / 1024} KiB`)
    return await file.readFile('utf8')
  },
  exec: (target, { env, signal, timeoutMs = COMMAND_TIMEOUT_MS }) =>
    commandOutput(target, signal ? { env, timeoutMs, signal } : { env, timeoutMs }),
}
