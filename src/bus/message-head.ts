import { createHash } from 'node:crypto'
import { PUBLIC_BYTES } from './seal-key.ts'

/** The first byte of every sealed message. */
const WIRE = 1
const KEY_NAME_BYTES = 8

/** What a broker's message begins with: which broker, which of its processes, for which process of the service node. */
export interface OrderHead {
  /** See `keyName`. */
  readonly broker: string
  readonly from: Buffer
  readonly to: Buffer
}

export const ORDER_HEAD_BYTES = 1 + KEY_NAME_BYTES + 2 * PUBLIC_BYTES
export const REPORT_HEAD_BYTES = 1 + PUBLIC_BYTES

export function orderHead(broker: Uint8Array, from: Uint8Array, to: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(WIRE), Buffer.from(keyName(broker), 'hex'), from, to])
}

/** Undefined for what is none of ours. */
export function readOrderHead(message: Uint8Array): OrderHead | undefined {
  if (message.length < ORDER_HEAD_BYTES || message[0] !== WIRE) return undefined
  const bytes = Buffer.from(message.subarray(1, ORDER_HEAD_BYTES))
  const keys = bytes.subarray(KEY_NAME_BYTES)
  return {
    broker: bytes.toString('hex', 0, KEY_NAME_BYTES),
    from: keys.subarray(0, PUBLIC_BYTES),
    to: keys.subarray(PUBLIC_BYTES),
  }
}

/** What a service node's message begins with: which of its processes says it. */
export function reportHead(from: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(WIRE), from])
}

/** Undefined for what is none of ours. */
export function readReportHead(message: Uint8Array): Buffer | undefined {
  if (message.length < REPORT_HEAD_BYTES || message[0] !== WIRE) return undefined
  return Buffer.from(message.subarray(1, REPORT_HEAD_BYTES))
}

/** A short name of a public key: tells keys apart, and is a part of subjects. */
export function keyName(raw: Uint8Array): string {
  return createHash('sha256')
    .update(raw)
    .digest('hex')
    .slice(0, 2 * KEY_NAME_BYTES)
}
