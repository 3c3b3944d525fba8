/** One frame of a run's stream, as it is sealed. */
export interface StreamFrame {
  /** Which run of the link, counted by the broker from 1. */
  readonly run: number
  /** Which frame of this direction, counted from 1; 0 for one that only acknowledges. */
  readonly seq: number
  /** Frames of the other direction are here without a gap up to this one. */
  readonly received: number
  /** The other side may send frames up to this one. */
  readonly credit: number
  /** The message goes on in the next frame. */
  readonly isPart: boolean
  /** The last frame of this direction. */
  readonly isEnd: boolean
  /** Something is missing after `received`: send from there again. */
  readonly wantsAgain: boolean
  readonly body: Uint8Array
}

const KINDS = ['frame', 'beat', 'unknown-run'] as const

/** What is sealed: a frame of a stream; a sign of life; or word that a run is not known here (any more). */
export type LinkMessage =
  | { readonly is: 'frame'; readonly frame: StreamFrame }
  | { readonly is: 'beat' }
  | { readonly is: 'unknown-run'; readonly run: number }

const HEAD_BYTES = 18
const [PART, END, AGAIN] = [1, 2, 4]
const NOTHING = new Uint8Array(0)

export function linkMessage(message: LinkMessage): Buffer {
  const { run, seq, received, credit, body, ...flags } =
    message.is === 'frame' ? message.frame : { ...EMPTY, run: message.is === 'unknown-run' ? message.run : 0 }
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + body.length)
  bytes.writeUInt8(KINDS.indexOf(message.is), 0)
  bytes.writeUInt32BE(run, 1)
  bytes.writeUInt32BE(seq, 5)
  bytes.writeUInt32BE(received, 9)
  bytes.writeUInt32BE(credit, 13)
  const { isPart, isEnd, wantsAgain } = flags
  bytes.writeUInt8((isPart ? PART : 0) | (isEnd ? END : 0) | (wantsAgain ? AGAIN : 0), 17)
  bytes.set(body, HEAD_BYTES)
  return bytes
}

/** Undefined for what no version of ours sends. */
export function readLinkMessage(bytes: Buffer): LinkMessage | undefined {
  if (bytes.length < HEAD_BYTES) return undefined
  const is = KINDS[bytes.readUInt8(0)]
  const run = bytes.readUInt32BE(1)
  if (is === 'beat') return { is }
  if (is === 'unknown-run') return { is, run }
  if (is === undefined) return undefined
  const flags = bytes.readUInt8(17)
  const frame = {
    run,
    seq: bytes.readUInt32BE(5),
    received: bytes.readUInt32BE(9),
    credit: bytes.readUInt32BE(13),
    isPart: (flags & PART) > 0,
    isEnd: (flags & END) > 0,
    wantsAgain: (flags & AGAIN) > 0,
    body: bytes.subarray(HEAD_BYTES),
  }
  return { is, frame }
}

const EMPTY = {
  ...{ seq: 0, received: 0, credit: 0, body: NOTHING },
  ...{ isPart: false, isEnd: false, wantsAgain: false },
}
