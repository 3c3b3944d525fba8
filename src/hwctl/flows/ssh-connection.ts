import { createHash } from 'node:crypto'
import ssh2, { type Client, type ConnectConfig } from 'ssh2'
import { HwctlError } from '../../core/errors.ts'
import { onAbort } from '../../rest/ending.ts'
import { type HostKeyStanding, KnownHosts } from './known-hosts.ts'

/** Milliseconds from the first packet to being logged in. */
const READY_MS = 20_000

/** Who logs in where, and how. */
export interface SshLogin {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly proof: { readonly password: string } | { readonly privateKey: Buffer }
  readonly signal: AbortSignal
}

/**
 * Logs in, does the work, and hangs up. A host that is met for the first time is remembered in `~/.ssh/known_hosts`.
 * @throws HwctlError `connect`, `login`, `trust` (before a password is given to a host that shows another key than before), `cancelled`
 */
export async function overSsh<T>(login: SshLogin, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new ssh2.Client()
  const forget = onAbort(login.signal, () => client.destroy())
  try {
    await connected(client, login)
    return await work(client)
  } catch (thrown) {
    if (!login.signal.aborted) throw thrown
    throw new HwctlError({ kind: 'cancelled', reason: String(login.signal.reason), reached: true }, thrown)
  } finally {
    forget()
    client.end()
  }
}

function connected(client: Client, { host, port, username, proof }: SshLogin): Promise<void> {
  const hosts = new KnownHosts()
  let standing: HostKeyStanding | undefined
  let found = ''
  const config: ConnectConfig = {
    ...{ host, port, username, ...proof, readyTimeout: READY_MS },
    hostVerifier: (key: Buffer) => {
      standing = hosts.standing(host, port, key)
      found = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`
      if (standing === 'new') hosts.remember(host, port, key)
      return standing !== 'another'
    },
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  client.on('ready', resolve)
  client.on('close', () => reject(new HwctlError(unreachable(host, port, 'the connection was closed'))))
  client.on('error', (error: Error & { level?: string; code?: string }) => {
    if (standing === 'another')
      reject(
        new HwctlError(
          { kind: 'trust', host, port, reason: 'another SSH host key than before', found, service: 'ssh' },
          error,
        ),
      )
    else if (error.level === 'client-authentication')
      reject(
        new HwctlError({ kind: 'login', host, port, status: 401, reason: 'refused', service: 'ssh' }, error),
      )
    else reject(new HwctlError(unreachable(host, port, error.code ?? error.message), error))
  })
  client.connect(config)
  return promise
}

function unreachable(host: string, port: number, reason: string) {
  return { kind: 'connect', host, port, reason, phase: 'login', service: 'ssh' } as const
}

/**
 * Runs one command there, and returns what it wrote to its standard output.
 * @throws HwctlError `bmc` where it fails, with what it wrote to its standard error
 */
export async function runThere(
  client: Client,
  command: string,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const lost = () =>
    reject(
      new HwctlError({
        kind: 'connect',
        host,
        port,
        reason: 'the connection was closed',
        phase: 'request',
        outcomeUnknown: true,
      }),
    )
  client.once('close', lost)
  client.exec(command, (error, stream) => {
    if (error)
      return reject(new HwctlError({ kind: 'bmc', host, port, status: 0, message: error.message }, error))
    let [out, err] = ['', '']
    stream.on('data', (chunk: Buffer) => {
      out += chunk
    })
    stream.stderr.on('data', (chunk: Buffer) => {
      err += chunk
    })
    stream.on('close', (code: number | null) => {
      if (code === 0) return resolve(out)
      reject(
        new HwctlError({
          kind: 'bmc',
          host,
          port,
          status: code ?? -1,
          message: err.trim() || 'the command failed',
        }),
      )
    })
  })
  return promise.finally(() => client.off('close', lost))
}
