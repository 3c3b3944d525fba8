import { BmcLocks } from './bmc-locks.ts'
import { JobStore } from './job-store.ts'

/** The locks of a home folder, opened when somebody first needs them: most runs do not. Each thread has its own. */
export class HomeLocks {
  readonly #home: string
  #store: JobStore | undefined
  #locks: BmcLocks | undefined

  constructor(home: string) {
    this.#home = home
  }

  /** @throws HwctlError `usage` where the file cannot be opened */
  open(): BmcLocks {
    this.#store ??= JobStore.open(this.#home)
    this.#locks ??= new BmcLocks(this.#store.database)
    return this.#locks
  }

  close(): void {
    this.#store?.close()
  }
}
