import type { NodeStatusRecord } from '../node-record.ts'
import type { Database } from './database.ts'

const PUT = `INSERT INTO statuses (node, status, at) SELECT name, ?, ? FROM nodes WHERE name = ?
  ON CONFLICT (node) DO UPDATE SET status = excluded.status, at = excluded.at`

/** What nodes are doing, and since when. */
export class StatusTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Writes what nodes are doing; a node that is gone meanwhile is left out. */
  put(statuses: Iterable<NodeStatusRecord>): void {
    this.#database.write(() => {
      for (const { node, status, at } of statuses) this.#database.run(PUT, status, at, node)
    })
  }

  /** What is known, by node. */
  all(): ReadonlyMap<string, NodeStatusRecord> {
    const rows = this.#database.rows('SELECT node, status, at FROM statuses')
    return new Map(
      rows.map(([node, status, at]) => [
        String(node),
        { node: String(node), status: String(status), at: String(at) },
      ]),
    )
  }
}
