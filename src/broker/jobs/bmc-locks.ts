import { setTimeout as sleep } from 'node:timers/promises'
import { HwctlError } from '../../core/errors.ts'
import type { NodeInfo } from '../../core/node.ts'
import type { Database, Row } from '../../nodes/store/database.ts'
import { isAlive, processName } from '../process-life.ts'

/** Whose run it is that wants a BMC for itself. */
export interface LockWish {
  readonly command: string
  readonly job?: number
  /** The process that has the lock for this very run already, where this one works for it; see `processName`. */
  readonly lockedBy?: string
  /** Ends the run, and tells it from others of this process. */
  readonly signal: AbortSignal
}

/** Who has a BMC for himself. */
interface Holder {
  readonly node: string
  readonly command: string
  readonly job?: number
  readonly process: string
  readonly since: string
}

/** How often, in milliseconds, it is looked whether a BMC is free. */
const LOOK_MS = 500

/** How long, in milliseconds, the run of a job that was broken off may take to end its sessions, before the next one is refused. */
const LAST_RUN_MS = 30_000

/**
 * Who has which BMC for himself, across all processes of one home folder. A lock dies with its process: whoever finds one that a
 * process left that is gone takes it over.
 */
export class BmcLocks {
  readonly #database: Database
  readonly #process = processName() ?? ''
  /** The runs of this process that have a BMC. */
  readonly #runs = new Map<string, AbortSignal>()

  constructor(database: Database) {
    this.#database = database
  }

  /** @throws HwctlError `busy` where somebody has this node's BMC for himself */
  check(node: NodeInfo): void {
    const holder = this.#holder(node)
    if (holder && isAlive(holder.process)) throw busy(node, holder)
  }

  /**
   * Takes a node's BMC for this process; waits where another node of the same run has it, or the job's last run is still ending.
   * @returns what gives it back
   * @throws HwctlError `busy` where somebody else has it; the signal's reason
   */
  async take(node: NodeInfo, wish: LockWish): Promise<() => void> {
    const began = performance.now()
    for (;;) {
      const holder = this.#tryTake(node, wish)
      if (!holder) return () => this.giveBack(node)
      const isSameRun = holder.process === this.#process && this.#runs.get(keyOf(node)) === wish.signal
      const isLastRun = wish.job !== undefined && holder.job === wish.job
      const isPatient = isSameRun || (isLastRun && performance.now() - began < LAST_RUN_MS)
      if (!isPatient) throw busy(node, holder)
      await sleep(LOOK_MS, undefined, { signal: wish.signal })
    }
  }

  /** Who has it instead, where it could not be taken. */
  #tryTake(node: NodeInfo, { command, job, lockedBy, signal }: LockWish): Holder | undefined {
    return this.#database.write(() => {
      const holder = this.#holder(node)
      if (holder && isAlive(holder.process)) return holder.process === lockedBy ? undefined : holder
      this.#database.run(
        'INSERT OR REPLACE INTO bmc_locks (bmc, node, command, job, process, since) VALUES (?, ?, ?, ?, ?, ?)',
        ...[keyOf(node), node.name, command, job ?? null, this.#process, new Date().toISOString()],
      )
      this.#runs.set(keyOf(node), signal)
      return undefined
    })
  }

  /** Gives back what this process took, in whichever of its threads. */
  giveBack(node: NodeInfo): void {
    this.#database.run(
      'DELETE FROM bmc_locks WHERE bmc = ? AND node = ? AND process = ?',
      ...[keyOf(node), node.name, this.#process],
    )
    this.#runs.delete(keyOf(node))
  }

  #holder(node: NodeInfo): Holder | undefined {
    const row = this.#database.row(
      'SELECT node, command, job, process, since FROM bmc_locks WHERE bmc = ?',
      keyOf(node),
    )
    return row && holderOf(row)
  }
}

function keyOf({ bmc, port }: NodeInfo): string {
  return `${bmc}:${port}`
}

function holderOf([node, command, job, process, since]: Row): Holder {
  return {
    node: String(node),
    command: String(command),
    process: String(process),
    since: String(since),
    ...(job !== null && { job: Number(job) }),
  }
}

function busy({ bmc, port }: NodeInfo, { node, command, job, process, since }: Holder): HwctlError {
  return new HwctlError({
    kind: 'busy',
    host: bmc,
    port,
    by: command,
    node,
    since,
    pid: Number.parseInt(process, 10),
    ...(job !== undefined && { job }),
  })
}
