import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { HwctlError } from '../core/errors.ts'

/** What X25519 public keys begin with in SPKI (RFC 8410): the 32 bytes of the key follow. */
const SPKI_HEAD = Buffer.from('302a300506032b656e032100', 'hex')
export const PUBLIC_BYTES = 32

/** An X25519 key that messages are sealed to. */
export interface SealKey {
  readonly secret: KeyObject
  /** Its public half, raw. */
  readonly public: Buffer
}

/** A key for the time of one process. */
export function newSealKey(): SealKey {
  return keyOf(generateKeyPairSync('x25519').privateKey)
}

/**
 * The lasting key in a file, made when it is the first time; open to this user only.
 * @throws HwctlError `file` where it cannot be read or made
 */
export function lastingSealKey(path: string): SealKey {
  try {
    if (!existsSync(path)) makeFile(path)
    return keyOf(createPrivateKey(readFileSync(path)))
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    throw new HwctlError({ kind: 'file', path, reason }, thrown)
  }
}

/** Made beside and linked into place: of two processes that make it at once, both have the first one's. */
function makeFile(path: string): void {
  const beside = `${path}.${process.pid}`
  const pem = generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  writeFileSync(beside, pem, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(beside, path)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
  } finally {
    unlinkSync(beside)
  }
}

/** A public key from its 32 bytes. @throws Error for another number of bytes */
export function publicKeyOf(raw: Uint8Array): KeyObject {
  if (raw.length !== PUBLIC_BYTES) throw new Error(`an X25519 key has ${PUBLIC_BYTES} bytes`)
  return createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: 'der', type: 'spki' })
}

/** What people compare: SHA-256 of the public key, in groups of four. */
export function fingerprintOfKey(raw: Uint8Array): string {
  const hex = createHash('sha256').update(raw).digest('hex').slice(0, 32)
  return hex.match(/.{4}/g)?.join('-') ?? ''
}

function keyOf(secret: KeyObject): SealKey {
  const spki = createPublicKey(secret).export({ type: 'spki', format: 'der' })
  return { secret, public: spki.subarray(SPKI_HEAD.length) }
}
