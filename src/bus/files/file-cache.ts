import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { HwctlError } from '../../core/errors.ts'
import type { Bus } from '../bus.ts'
import { Bandwidth } from './bandwidth.ts'
import { describeFile, fileError, openObjects, partName, partsOf, type StoredFile } from './file-store.ts'

/** The most that is kept, in bytes; what was not used for longest goes first. */
const KEPT_BYTES = 4 * 1024 ** 3

/** How a fetch goes on. */
export interface FetchOptions {
  readonly signal: AbortSignal
  /** Told how many bytes are here. */
  progress?(bytes: number): void
}

/** Files from the object store in a folder: each comes once, whoever wants it, and is checked before anybody gets it. */
export class FileCache {
  readonly #folder: string
  readonly #bus: Bus
  readonly #bandwidth: Bandwidth
  readonly #keptBytes: number
  readonly #coming = new Map<string, Promise<string>>()

  constructor(
    folder: string,
    bus: Bus,
    {
      bandwidth = new Bandwidth(),
      keptBytes = KEPT_BYTES,
    }: { bandwidth?: Bandwidth; keptBytes?: number } = {},
  ) {
    this.#folder = folder
    this.#bus = bus
    this.#bandwidth = bandwidth
    this.#keptBytes = keptBytes
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }

  /**
   * The path of the file, whole and checked. Who wants one that is coming already waits for that.
   * @throws HwctlError `file` where it is not stored or not what it should be; `service-node` where NATS is not to be had
   */
  async fetch(file: StoredFile, options: FetchOptions): Promise<string> {
    const known = this.#coming.get(file.sha256)
    if (known) {
      const path = await known.catch(() => undefined) // that one's signal is not ours: it is tried again
      if (path !== undefined) return path
      options.signal.throwIfAborted()
    }
    const coming = this.#fetched(file, options).finally(() => this.#coming.delete(file.sha256))
    this.#coming.set(file.sha256, coming)
    return await coming
  }

  async #fetched(file: StoredFile, options: FetchOptions): Promise<string> {
    const path = join(this.#folder, file.sha256)
    if (await isThis(path, file)) {
      const now = new Date()
      await utimes(path, now, now)
      return path
    }
    await this.#makeRoom(file.bytes)
    const beside = `${path}.part`
    try {
      await this.#write(beside, file, options)
      await rename(beside, path)
      return path
    } finally {
      await rm(beside, { force: true })
    }
  }

  async #write(path: string, file: StoredFile, { signal, progress }: FetchOptions): Promise<void> {
    const objects = await openObjects(this.#bus, 'open')
    const hash = createHash('sha256')
    let bytes = 0
    await using handle = await open(path, 'w', 0o600)
    for (let part = 0; part < partsOf(file); part++) {
      signal.throwIfAborted()
      const blob = await objects
        .getBlob(partName(file, part))
        .catch((thrown: unknown) => broken(path, thrown))
      if (!blob) throw fileError(path, `part ${part + 1} of ${partsOf(file)} is not in the object store`)
      await handle.write(blob)
      hash.update(blob)
      bytes += blob.length
      progress?.(bytes)
      await this.#bandwidth.passed(blob.length, signal)
    }
    if (hash.digest('hex') !== file.sha256) throw fileError(path, 'its checksum is not the one that was sent')
  }

  async #makeRoom(bytes: number): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => /^[\da-f]{64}$/.test(name))
    const files = await Promise.all(
      names.map(async (name) => ({ name, ...sizeAndTime(await stat(join(this.#folder, name))) })),
    )
    let kept = files.reduce((sum, { size }) => sum + size, 0)
    for (const { name, size } of files.toSorted((a, b) => a.usedAt - b.usedAt)) {
      if (kept + bytes <= this.#keptBytes) return
      await rm(join(this.#folder, name), { force: true })
      kept -= size
    }
  }
}

function sizeAndTime({ size, mtimeMs: usedAt }: { readonly size: number; readonly mtimeMs: number }) {
  return { size, usedAt }
}

/** What is there may have been damaged since. */
async function isThis(path: string, { sha256 }: StoredFile): Promise<boolean> {
  const there = await describeFile(path).catch(() => undefined)
  return there?.sha256 === sha256
}

function broken(path: string, thrown: unknown): never {
  if (thrown instanceof HwctlError) throw thrown
  throw fileError(path, thrown instanceof Error ? thrown.message : String(thrown), thrown)
}
