import { join } from 'node:path'
import { usageError } from '../../core/command.ts'
import type { NodeName } from '../../core/node.ts'
import { Database, type Row } from '../../nodes/store/database.ts'
import { isAlive, processName } from '../process-life.ts'
import { type Job, type JobNode, type JobNodeState, type JobRequest, jobState, OPEN_STATES } from './job.ts'
import { JOBS_DATABASE, JOBS_FILE } from './schema.ts'

/** How long, in days, a job that has ended is kept. */
const KEEP_DAYS = 90

const COLUMNS = `id, command, words, noderange, cwd, process, begun_at, resumed_at, ended_at, ending,
  (SELECT count(*) FROM job_nodes WHERE job = id AND state = 'done'),
  (SELECT count(*) FROM job_nodes WHERE job = id AND state = 'failed'),
  (SELECT count(*) FROM job_nodes WHERE job = id)`

/** Jobs on disk: what was asked, how each node stands, and whose process works on it. */
export class JobStore {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  static open(home: string): JobStore {
    return new JobStore(Database.open(join(home, JOBS_FILE), JOBS_DATABASE))
  }

  get database(): Database {
    return this.#database
  }

  /** A new job of this process; what ended long ago makes room. */
  begin(request: JobRequest, nodes: readonly NodeName[]): number {
    return this.durably(() => {
      this.#prune()
      const { command, words, noderange, cwd } = request
      this.#database.run(
        'INSERT INTO jobs (command, words, noderange, cwd, process, begun_at) VALUES (?, ?, ?, ?, ?, ?)',
        ...[command, JSON.stringify(words), noderange, cwd, processName() ?? '', new Date().toISOString()],
      )
      const id = Number(this.#database.row('SELECT last_insert_rowid()')?.[0])
      nodes.forEach((node, place) => {
        this.#database.run('INSERT INTO job_nodes (job, place, node) VALUES (?, ?, ?)', id, place, node)
      })
      return id
    })
  }

  /**
   * Makes a job this process's own again, and says which nodes are to be worked on: those that have one of these states,
   * with what is behind them; why they were broken off or failed is forgotten.
   * @throws HwctlError `usage` where there is no such job, or another process works on it
   */
  claim(id: number, states: readonly JobNodeState[] = OPEN_STATES): readonly JobNode[] {
    return this.durably(() => {
      const job = this.job(id)
      if (job.state === 'running')
        throw usageError(`Job ${id} is being worked on by process ${job.pid}: it cannot go on twice`)
      const now = new Date().toISOString()
      const nodes = this.nodes(id)
        .filter(({ state }) => states.includes(state))
        .map(({ node, checkpoint }) => ({ node, state: 'waiting' as const, checkpoint, at: now }))
      if (nodes.length === 0) return nodes
      this.#database.run(
        'UPDATE jobs SET process = ?, resumed_at = ?, ended_at = NULL, ending = NULL WHERE id = ?',
        ...[processName() ?? '', now, id],
      )
      this.put(id, nodes)
      return nodes
    })
  }

  /** Writes how nodes stand now. */
  put(id: number, nodes: Iterable<JobNode>): void {
    this.#database.write(() => {
      for (const { node, state, progress, checkpoint, error, at = null } of nodes)
        this.#database.run(
          'UPDATE job_nodes SET state = ?, progress = ?, checkpoint = ?, error = ?, at = ? WHERE job = ? AND node = ?',
          ...[state, json(progress), json(checkpoint), json(error), at, id, node],
        )
    })
  }

  end(id: number, ending: 'finished' | 'interrupted'): void {
    this.durably(() =>
      this.#database.run(
        'UPDATE jobs SET ended_at = ?, ending = ? WHERE id = ?',
        new Date().toISOString(),
        ending,
        id,
      ),
    )
  }

  /** All jobs, the latest first. */
  jobs(): readonly Job[] {
    return this.#database.rows(`SELECT ${COLUMNS} FROM jobs ORDER BY id DESC`).map(jobOf)
  }

  /** @throws HwctlError `usage` where there is none of that number */
  job(id: number): Job {
    const row = this.#database.row(`SELECT ${COLUMNS} FROM jobs WHERE id = ?`, id)
    if (!row) throw usageError(`There is no job ${id}; hwctl jobs lists those that there are`)
    return jobOf(row)
  }

  nodes(id: number): readonly JobNode[] {
    return this.#database
      .rows(
        'SELECT node, state, progress, checkpoint, error, at FROM job_nodes WHERE job = ? ORDER BY place',
        id,
      )
      .map(nodeOf)
  }

  /** True where nothing ever happened to any node of it. */
  isUntouched(id: number): boolean {
    const row = this.#database.row(
      'SELECT 1 FROM jobs JOIN job_nodes ON job = id WHERE id = ? AND (at IS NOT NULL OR resumed_at IS NOT NULL) LIMIT 1',
      id,
    )
    return row === undefined
  }

  /** @throws HwctlError `usage` where there is no such job, or somebody works on it */
  remove(id: number): void {
    this.#database.write(() => {
      const { state, pid } = this.job(id)
      if (state === 'running') throw usageError(`Job ${id} is being worked on by process ${pid}`)
      this.#database.run('DELETE FROM jobs WHERE id = ?', id)
    })
  }

  /** What is written here is on the disk afterwards, even when the power goes; anything else outlives the process only. */
  durably<Result>(work: () => Result): Result {
    this.#database.run('PRAGMA synchronous = FULL')
    try {
      return this.#database.write(work)
    } finally {
      this.#database.run('PRAGMA synchronous = NORMAL')
    }
  }

  close(): void {
    this.#database.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #prune(): void {
    const before = new Date(Date.now() - KEEP_DAYS * 86_400_000).toISOString()
    this.#database.run('DELETE FROM jobs WHERE ended_at < ?', before)
  }
}

function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

function jobOf(row: Row): Job {
  const [id, command, words, noderange, cwd, process, begunAt, resumedAt, endedAt, ending, ...numbers] = row
  const [done = 0, failed = 0, all = 0] = numbers.map(Number)
  const counts = { done, failed, open: all - done - failed }
  return {
    id: Number(id),
    command: String(command),
    words: JSON.parse(String(words)),
    noderange: String(noderange),
    cwd: String(cwd),
    state: jobState(counts, {
      isAlive: isAlive(String(process)),
      ending: ending === null ? undefined : String(ending),
    }),
    counts,
    pid: Number.parseInt(String(process), 10),
    begunAt: String(begunAt),
    ...(resumedAt !== null && { resumedAt: String(resumedAt) }),
    ...(endedAt !== null && { endedAt: String(endedAt) }),
  }
}

function nodeOf([node, state, progress, checkpoint, error, at]: Row): JobNode {
  return {
    node: String(node) as NodeName,
    state: state as JobNodeState,
    ...(progress !== null && { progress: JSON.parse(String(progress)) }),
    ...(checkpoint !== null && { checkpoint: JSON.parse(String(checkpoint)) }),
    ...(error !== null && { error: JSON.parse(String(error)) }),
    ...(at !== null && { at: String(at) }),
  }
}
