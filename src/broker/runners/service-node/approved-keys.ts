import { closeSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
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

/** How long, in milliseconds, a change waits for another command's to be over. */
const OTHERS_MS = 10_000

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

  /**
   * Changes it, and what follows from it, one command at a time: of two at once, each would write back what it had read.
   * SQLite's lock on an empty file ends with its process, also one that is killed.
   * @throws HwctlError `file` where another one takes too long
   */
  changing<T>(change: () => T): T {
    const path = `${this.#path}.lock`
    closeSync(openSync(path, 'a', 0o600))
    const lock = new DatabaseSync(path, { timeout: OTHERS_MS })
    try {
      try {
        lock.exec('BEGIN IMMEDIATE')
      } catch (thrown) {
        throw new HwctlError(
          { kind: 'file', path, reason: 'another command is changing service nodes' },
          thrown,
        )
      }
      return change()
    } finally {
      lock.close()
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
