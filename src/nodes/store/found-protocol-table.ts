import type { FoundProtocol } from '../node-record.ts'
import type { Database } from './database.ts'

const REMEMBER = `INSERT INTO found_protocols (node, protocol, bmc) SELECT name, ?, ? FROM nodes WHERE name = ?
  ON CONFLICT (node) DO UPDATE SET protocol = excluded.protocol, bmc = excluded.bmc`

/** What `auto` nodes were found to speak, kept apart from what the operator wrote. */
export class FoundProtocolTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** Remembers what nodes speak, each with the BMC at which it was found; a node that is gone meanwhile is left out. */
  remember(found: Iterable<FoundProtocol & { readonly node: string }>): void {
    this.#database.write(() => {
      for (const { node, protocol, bmc } of found) this.#database.run(REMEMBER, protocol, bmc, node)
    })
  }

  forget(nodes: Iterable<string>): void {
    this.#database.write(() => {
      for (const node of nodes) this.#database.run('DELETE FROM found_protocols WHERE node = ?', node)
    })
  }
}
