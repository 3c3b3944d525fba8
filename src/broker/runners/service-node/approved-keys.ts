import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from 'zod'
import { HwctlError } from '../../../core/errors.ts'

/** What is known of a service node: that it may come, and which key of its agent was approved. */
export interface KnownServiceNode {
  readonly pool?: string
  /** The public nkey by which NATS knows it. */
  readonly nkey?: string
  /** Its agent's lasting public key, base64; without it, none was approved yet. */
  readonly key?: string
  /** ISO 8601. */
  readonly approvedAt?: string
}

const schema = z.record(
  z.string(),
  z.object({
    pool: z.string().exactOptional(),
    nkey: z.string().exactOptional(),
    key: z.string().exactOptional(),
    approvedAt: z.string().exactOptional(),
  }),
)

/** The service nodes that this broker knows, in a file. */
export class KnownServiceNodes {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** @throws HwctlError `file` for a file that is no such list */
  all(): ReadonlyMap<string, KnownServiceNode> {
    try {
      return new Map(Object.entries(schema.parse(JSON.parse(readFileSync(this.#path, 'utf8')))))
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return new Map()
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      throw new HwctlError({ kind: 'file', path: this.#path, reason }, thrown)
    }
  }

  set(name: string, known: KnownServiceNode): void {
    this.#write(new Map(this.all()).set(name, known))
  }

  remove(name: string): void {
    const left = new Map(this.all())
    left.delete(name)
    this.#write(left)
  }

  #write(all: ReadonlyMap<string, KnownServiceNode>): void {
    const beside = `${this.#path}.${process.pid}`
    writeFileSync(beside, `${JSON.stringify(Object.fromEntries(all), undefined, 2)}\n`, { mode: 0o600 })
    renameSync(beside, this.#path)
  }
}
