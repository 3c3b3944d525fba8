import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import ssh2 from 'ssh2'
import { HwctlError } from '../../core/errors.ts'

/** A public key, and its private half where that can be used without asking. */
export interface KeyPair {
  /** `ssh-ed25519 AAAA… comment`, one line. */
  readonly line: string
  readonly privateKey?: Buffer
}

/** What ssh itself looks for, xCAT's choice first. */
const NAMES = ['id_rsa', 'id_ed25519', 'id_ecdsa']

/** Without quotes or anything else that a shell takes for more than text. */
const LINE = /^(?:ssh-[a-z0-9-]+|ecdsa-sha2-nistp\d+) [A-Za-z0-9+/]+=*(?: [\w@.:+-]+)*$/

/**
 * The operator's key.
 * @throws HwctlError `file` where there is none, or where it is no public key
 */
export async function keyPair(asked: string | undefined, cwd: string): Promise<KeyPair> {
  const paths =
    asked === undefined ? NAMES.map((name) => join(homedir(), '.ssh', `${name}.pub`)) : [resolve(cwd, asked)]
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const line = text.trim()
    if (!LINE.test(line)) throw new HwctlError({ kind: 'file', path, reason: 'not a public key of OpenSSH' })
    const privateKey = await readFile(path.replace(/\.pub$/, '')).catch(() => undefined)
    return { line, ...(privateKey && isUsable(privateKey) && { privateKey }) }
  }
  throw new HwctlError({
    kind: 'file',
    path: paths.join(', '),
    reason: 'no public key; make one with: ssh-keygen',
  })
}

function isUsable(key: Buffer): boolean {
  const parsed = ssh2.utils.parseKey(key)
  return !(parsed instanceof Error)
}
