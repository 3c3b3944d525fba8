import type { FileCache } from '../bus/files/file-cache.ts'
import type { StoredFile } from '../bus/files/file-store.ts'
import { withOwnPaths } from './own-paths.ts'

/** Files of the broker that a run reads, on their way to here. */
export class FilesOfRun {
  readonly #cache: Pick<FileCache, 'fetch'>
  readonly #signal: AbortSignal
  readonly #coming = new Map<string, Promise<string>>()

  constructor(cache: Pick<FileCache, 'fetch'>, signal: AbortSignal) {
    this.#cache = cache
    this.#signal = signal
  }

  /** @param path what it is called at the broker */
  expect(path: string, file: StoredFile): void {
    const coming = this.#cache.fetch(file, { signal: this.#signal })
    coming.catch(() => undefined) // who needs it hears of it
    this.#coming.set(path, coming)
  }

  /** What `pre` made, with the paths that its files have here. @throws HwctlError `file` for one that did not come */
  async in(prepared: unknown): Promise<unknown> {
    if (this.#coming.size === 0) return prepared
    const paths = new Map<string, string>()
    for (const [path, coming] of this.#coming) paths.set(path, await coming)
    return withOwnPaths(prepared, paths)
  }
}
