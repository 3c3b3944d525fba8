import { z } from 'zod'
import { senderOf } from './subjects.ts'

/** How often, in milliseconds, a service node says that it is alive. */
export const ALIVE_EVERY_MS = 2000

const base64Key = z.string().transform((text, context) => {
  const key = Buffer.from(text, 'base64')
  if (key.length !== 32) context.addIssue('not a key')
  return key
})

const schema = z.object({
  pool: z.string().max(63).optional(),
  version: z.string().max(100),
  key: base64Key,
  process: base64Key,
  load: z.number(),
  nodes: z.number().int(),
  since: z.string().max(40),
  host: z.string().max(255),
  pid: z.number().int(),
  isLeaving: z.boolean().optional(),
})

/** What a service node says of itself; nothing in it is secret, and nothing is trusted but by its keys. */
export interface Presence {
  /** From the subject, which it alone may use. */
  readonly name: string
  readonly pool?: string
  readonly version: string
  /** Its lasting public key. */
  readonly key: Buffer
  /** The public key of this very process. */
  readonly process: Buffer
  /** The machine's load average by its cores: 1 is busy. */
  readonly load: number
  /** Nodes in work, for all brokers. */
  readonly nodes: number
  /** ISO 8601. */
  readonly since: string
  readonly host: string
  readonly pid: number
  readonly isLeaving?: boolean
}

export function presenceText({ name: _, key, process, ...more }: Presence): string {
  return JSON.stringify({ ...more, key: key.toString('base64'), process: process.toString('base64') })
}

/** Undefined for what no service node of ours says. */
export function readPresence(subject: string, message: Uint8Array): Presence | undefined {
  try {
    const { pool, isLeaving, ...read } = schema.parse(JSON.parse(Buffer.from(message).toString()))
    return {
      name: senderOf(subject),
      ...read,
      ...(pool !== undefined && { pool }),
      ...(isLeaving !== undefined && { isLeaving }),
    }
  } catch {
    return undefined
  }
}
