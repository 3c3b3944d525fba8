import { deserialize, serialize } from 'node:v8'
import { z } from 'zod'
import { usageError } from '../core/command.ts'
import { PROTOCOL_NAMES, type ProtocolName } from '../core/node.ts'

/** One node of an order: what an agent's socket takes too, and what is remembered of it. */
export interface OrderedNode {
  readonly name: string
  readonly info: unknown
  /** The certificate that is trusted for its BMC. */
  readonly pin?: string
  /** The one that was put onto it, and is trusted as soon as it is shown. */
  readonly announced?: string
  readonly checkpoint?: unknown
}

/** What a broker says in the stream of a run. The words are parsed again where they arrive. */
export type Order =
  | {
      readonly is: 'begin'
      readonly command: string
      readonly words: readonly string[]
      readonly cwd: string
      readonly trace: boolean
      readonly retryUnreachable: boolean
      /** Once more nodes than this have failed here, no further one is begun. */
      readonly maxFailures?: number
      /** The broker's job that the run is part of. */
      readonly job?: number
      /** The broker's process that has the locks of the BMCs. */
      readonly lockedBy?: string
    }
  | { readonly is: 'nodes'; readonly part: number; readonly nodes: readonly OrderedNode[] }
  /** A file at the broker is in the object store: what `pre` makes may name it. */
  | { readonly is: 'file'; readonly path: string; readonly sha256: string; readonly bytes: number }
  /** What `pre` made for a protocol; without a value, that ended the run. */
  | { readonly is: 'prepared'; readonly protocol: ProtocolName; readonly value?: string }
  | { readonly is: 'cancel'; readonly reason: string }
  /** Too many nodes have failed, here and elsewhere: what was not begun is not begun. */
  | { readonly is: 'begin-no-more' }

const schema: z.ZodType<Order> = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('begin'),
    command: z.string(),
    words: z.array(z.string()),
    cwd: z.string(),
    trace: z.boolean(),
    retryUnreachable: z.boolean(),
    maxFailures: z.number().int().min(0).exactOptional(),
    job: z.number().int().min(1).exactOptional(),
    lockedBy: z.string().max(100).exactOptional(),
  }),
  z.object({
    is: z.literal('nodes'),
    part: z.number(),
    nodes: z.array(
      z.object({
        name: z.string().regex(/^[^\s\p{Cc}]{1,255}$/u),
        info: z.unknown(),
        pin: z.string().exactOptional(),
        announced: z.string().exactOptional(),
        checkpoint: z.unknown().optional(),
      }),
    ),
  }),
  z.object({
    is: z.literal('file'),
    path: z.string(),
    sha256: z.string().regex(/^[\da-f]{64}$/),
    bytes: z.number().int().min(0),
  }),
  z.object({
    is: z.literal('prepared'),
    protocol: z.enum(PROTOCOL_NAMES),
    value: z.string().exactOptional(),
  }),
  z.object({ is: z.literal('cancel'), reason: z.string() }),
  z.object({ is: z.literal('begin-no-more') }),
])

export function orderText(order: Order): Buffer {
  return Buffer.from(JSON.stringify(order))
}

/** @throws HwctlError `usage` for what no broker of ours says; nothing of it is quoted: it holds passwords */
export function readOrder(message: Buffer): Order {
  const read = schema.safeParse(JSON.parse(message.toString()))
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw usageError(`The order is not right: ${issue?.path.map(String).join('.')}: ${issue?.message}`)
}

/** What `pre` made, as text: plain data with all that structured clones may hold. @throws Error for what is no data */
export function preparedText(value: unknown): string {
  return serialize(value).toString('base64')
}

/** The same back; it comes from a broker whose key is known. */
export function readPrepared(text: string): unknown {
  return deserialize(Buffer.from(text, 'base64'))
}
