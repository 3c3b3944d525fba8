import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { join } from 'node:path'
import { mistake } from '../mistake.ts'
import { KEY_FILE, makeKey, readKey } from './key-file.ts'
import { isSealed, SEALED_PREFIX } from './password-text.ts'

const CIPHER = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16

/** Whose password it is: a sealed password opens for its owner only, so that it cannot be moved to another row. */
export type SecretOwner = `node:${string}` | `default:${string}` | `session:${string}`

interface SealingKey {
  readonly secret: KeyObject
  /** Tells keys apart without telling anything about them. */
  readonly name: string
}

/** Seals passwords for the node store with the key of its home folder, and opens them again. */
export class Vault {
  readonly #home: string
  #key: SealingKey | undefined

  constructor(home: string) {
    this.#home = home
  }

  /** The sealed text of a password, for this owner only; makes the key when it is the first. */
  seal(password: string, owner: SecretOwner): string {
    const key = this.#existingKey() ?? this.#newKey()
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv(CIPHER, key.secret, iv).setAAD(Buffer.from(owner))
    const body = Buffer.concat([iv, cipher.update(password, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return `${SEALED_PREFIX}${key.name}:${body.toString('base64')}`
  }

  /** The password in a sealed text; a missing or other key, a damaged text or another owner is a mistake. */
  open(sealed: string, owner: SecretOwner): string {
    const path = join(this.#home, KEY_FILE)
    const key = this.#existingKey()
    if (key === undefined) throw mistake(`the key file ${path} is missing`)
    const [name, body = ''] = sealed.slice(SEALED_PREFIX.length).split(':')
    if (name !== key.name) throw mistake(`the password was sealed with another key than ${path}`)
    const bytes = Buffer.from(body, 'base64')
    if (!isSealed(sealed) || bytes.length < IV_BYTES + TAG_BYTES)
      throw mistake('the sealed password is damaged')
    try {
      const decipher = createDecipheriv(CIPHER, key.secret, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(Buffer.from(owner)).setAuthTag(bytes.subarray(-TAG_BYTES))
      return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    } catch {
      throw mistake(`the sealed password is damaged, or was not sealed for ${owner}`)
    }
  }

  /** True when a sealed text holds this very password for this owner. */
  holds(sealed: string, password: string, owner: SecretOwner): boolean {
    try {
      return this.open(sealed, owner) === password
    } catch {
      return false
    }
  }

  #existingKey(): SealingKey | undefined {
    const bytes = this.#key === undefined ? readKey(this.#home) : undefined
    if (bytes !== undefined) this.#key = { secret: createSecretKey(bytes), name: keyName(bytes) }
    return this.#key
  }

  #newKey(): SealingKey {
    makeKey(this.#home)
    const key = this.#existingKey()
    if (key === undefined)
      throw mistake(`The key file ${join(this.#home, KEY_FILE)} went away while it was made`)
    return key
  }
}

function keyName(key: Buffer): string {
  return createHash('sha256').update('hwctl key name').update(key).digest('hex').slice(0, 12)
}
