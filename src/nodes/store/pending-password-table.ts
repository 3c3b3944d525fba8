import type { Database } from './database.ts'

const PUT = `INSERT INTO pending_passwords (node, password) VALUES (?, ?)
  ON CONFLICT (node) DO UPDATE SET password = excluded.password`

/** Passwords that are perhaps set on BMCs, sealed, one for each node; they become the node's own, or go. */
export class PendingPasswordTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  all(): ReadonlyMap<string, string> {
    const rows = this.#database.rows('SELECT node, password FROM pending_passwords')
    return new Map(rows.map(([node, password]) => [String(node), String(password)]))
  }

  put(node: string, sealed: string): void {
    this.#database.run(PUT, node, sealed)
  }

  remove(node: string): void {
    this.#database.run('DELETE FROM pending_passwords WHERE node = ?', node)
  }
}
