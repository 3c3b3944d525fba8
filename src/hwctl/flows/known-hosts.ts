import { createHmac } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

/** What is known of the key that a host showed. */
export type HostKeyStanding = 'known' | 'new' | 'another'

/** The operator's `~/.ssh/known_hosts`, as ssh itself reads and writes it with `StrictHostKeyChecking=accept-new`. */
export class KnownHosts {
  readonly #path: string

  constructor(path = join(homedir(), '.ssh', 'known_hosts')) {
    this.#path = path
  }

  /** A key of a type of which none is known is new only where the host is not known at all. */
  standing(host: string, port: number, key: Buffer): HostKeyStanding {
    const keys = this.#lines().flatMap(([names = '', type, known]) =>
      names.split(',').some((name) => matches(name, nameOf(host, port))) ? [{ type, known }] : [],
    )
    if (keys.some(({ known }) => known === key.toString('base64'))) return 'known'
    return keys.length > 0 ? 'another' : 'new'
  }

  remember(host: string, port: number, key: Buffer): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 })
    const line = `${nameOf(host, port)} ${keyType(key)} ${key.toString('base64')}\n`
    appendFileSync(this.#path, line, { mode: 0o600 })
  }

  #lines(): readonly (readonly string[])[] {
    try {
      const text = readFileSync(this.#path, 'utf8')
      return text.split('\n').map((line) => line.trim().split(/\s+/))
    } catch {
      return []
    }
  }
}

/** `host` for port 22, else `[host]:port`. */
function nameOf(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`
}

/** Names may be hashed: `|1|SALT|HMAC-SHA1`. */
function matches(written: string, name: string): boolean {
  const [, salt, mac] = /^\|1\|([^|]+)\|([^|]+)$/.exec(written) ?? []
  if (salt === undefined) return written === name
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === mac
}

/** A public key on the wire begins with the name of its type (RFC 4253, 6.6). */
function keyType(key: Buffer): string {
  return key.subarray(4, 4 + key.readUInt32BE(0)).toString('latin1')
}
