import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { publicKeyOf, type SealKey } from './seal-key.ts'

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const TAG_BYTES = 16
const COUNTER_BYTES = 8
const NONCE_BYTES = 12
const INFO = 'hwctl service node link 1'

/** Both keys of one side: the lasting one, which the other side knows, and the one of this process. */
export interface OwnKeys {
  readonly lasting: SealKey
  readonly process: SealKey
}

/** The public halves of the other side. */
export interface PeerKeys {
  readonly lasting: Uint8Array
  readonly process: Uint8Array
}

/**
 * Seals messages between one broker process and one service node process, and opens them. The keys come from all four X25519
 * agreements of lasting and process keys (as Noise's KK pattern): each side knows who the other is, a recorded stream tells nothing
 * even to who steals the lasting keys later, and what was recorded opens nowhere else.
 */
export class SealedLink {
  readonly #sendKey: KeyObject
  readonly #receiveKey: KeyObject
  #count = 0n

  constructor(own: OwnKeys, peer: PeerKeys, role: 'broker' | 'service-node') {
    const isBroker = role === 'broker'
    const agree = (key: SealKey, other: Uint8Array) =>
      diffieHellman({ privateKey: key.secret, publicKey: publicKeyOf(other) })
    const mixed = [agree(own.process, peer.lasting), agree(own.lasting, peer.process)]
    const shared = [
      ...(isBroker ? mixed : mixed.toReversed()),
      agree(own.process, peer.process),
      agree(own.lasting, peer.lasting),
    ]
    const publics = [own.process.public, own.lasting.public, peer.process, peer.lasting]
    const ordered = isBroker ? publics : [...publics.slice(2), ...publics.slice(0, 2)]
    const info = Buffer.concat([Buffer.from(INFO), ...ordered])
    const keys = Buffer.from(hkdfSync('sha256', Buffer.concat(shared), Buffer.alloc(0), info, 2 * KEY_BYTES))
    const [first, second] = [keys.subarray(0, KEY_BYTES), keys.subarray(KEY_BYTES)].map((key) =>
      createSecretKey(key),
    ) as [KeyObject, KeyObject]
    this.#sendKey = isBroker ? first : second
    this.#receiveKey = isBroker ? second : first
  }

  /** `head`, a counter, and the body sealed; the head can be read by everybody, and changed by nobody. */
  seal(head: Uint8Array, body: Uint8Array): Buffer {
    const clear = Buffer.alloc(head.length + COUNTER_BYTES)
    clear.set(head)
    clear.writeBigUInt64BE(++this.#count, head.length)
    const cipher = createCipheriv(CIPHER, this.#sendKey, nonceOf(clear))
    cipher.setAAD(clear)
    return Buffer.concat([clear, cipher.update(body), cipher.final(), cipher.getAuthTag()])
  }

  /** The body of a message whose head has so many bytes; undefined for one that was not sealed for this link. */
  open(message: Uint8Array, headBytes: number): Buffer | undefined {
    const begin = headBytes + COUNTER_BYTES
    if (message.length < begin + TAG_BYTES) return undefined
    const clear = message.subarray(0, begin)
    const decipher = createDecipheriv(CIPHER, this.#receiveKey, nonceOf(clear), { authTagLength: TAG_BYTES })
    decipher.setAAD(clear).setAuthTag(message.subarray(-TAG_BYTES))
    try {
      return Buffer.concat([decipher.update(message.subarray(begin, -TAG_BYTES)), decipher.final()])
    } catch {
      return undefined
    }
  }
}

/** The counter of a direction makes every nonce another one; each direction of each link has a key of its own. */
function nonceOf(clear: Uint8Array): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES)
  nonce.set(clear.subarray(-COUNTER_BYTES), NONCE_BYTES - COUNTER_BYTES)
  return nonce
}
