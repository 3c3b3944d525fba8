import { type ChildProcess, spawn } from 'node:child_process'

/** Why a lock is no longer watched: its holder is gone, or there is no watching it. */
export type LockNews = { readonly is: 'free' } | { readonly is: 'unwatchable'; readonly reason: string }

/**
 * Watches a lock that the parent holds for as long as it lives. Node has no flock(2), so a child waits in our place:
 * `flock -x FILE true` ends when the lock can be had.
 */
export class ParentLock {
  readonly #child: ChildProcess
  readonly #kill = () => this.#child.kill()
  #isClosed = false

  /** @param tell Called at most once. */
  constructor(path: string, tell: (news: LockNews) => void) {
    this.#child = spawn('flock', ['-x', path, 'true'], { stdio: 'ignore' })
    process.once('exit', this.#kill)
    const end = (news: LockNews) => {
      if (!this.#isClosed) tell(news)
      this.close()
    }
    this.#child.once('error', (error: NodeJS.ErrnoException) =>
      end({ is: 'unwatchable', reason: error.code === 'ENOENT' ? 'flock is not installed' : error.message }),
    )
    this.#child.once('exit', (code, signal) =>
      end(code === 0 ? { is: 'free' } : { is: 'unwatchable', reason: `flock ended with ${signal ?? code}` }),
    )
  }

  close(): void {
    this.#isClosed = true
    process.off('exit', this.#kill)
    this.#child.kill()
  }
}
