import type { Attributes } from '../attribute.ts'
import { attributesOf, attributesText } from './attribute-text.ts'
import type { Database } from './database.ts'

/** Defaults by scope (`all`, `protocol=NAME`, `group=NAME`). */
export class DefaultTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  all(): ReadonlyMap<string, Attributes> {
    const rows = this.#database.rows('SELECT scope, attributes FROM defaults ORDER BY scope')
    return new Map(rows.map(([scope, attributes]) => [String(scope), attributesOf(String(attributes))]))
  }

  /** Writes all defaults of a scope; none takes the scope away. */
  put(scope: string, attributes: Attributes): void {
    if (attributes.size === 0) this.#database.run('DELETE FROM defaults WHERE scope = ?', scope)
    else
      this.#database.run(
        `INSERT INTO defaults (scope, attributes) VALUES (?, ?)
          ON CONFLICT (scope) DO UPDATE SET attributes = excluded.attributes`,
        scope,
        attributesText(attributes),
      )
  }
}

/** Groups given by attributes, as the text of their selections. */
export class DynamicGroupTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  all(): ReadonlyMap<string, string> {
    const rows = this.#database.rows('SELECT name, selections FROM dynamic_groups ORDER BY name')
    return new Map(rows.map(([name, selections]) => [String(name), String(selections)]))
  }

  put(name: string, selections: string): void {
    this.#database.run(
      `INSERT INTO dynamic_groups (name, selections) VALUES (?, ?)
        ON CONFLICT (name) DO UPDATE SET selections = excluded.selections`,
      name,
      selections,
    )
  }

  /** Takes a group away; false when there was none. */
  remove(name: string): boolean {
    return this.#database.run('DELETE FROM dynamic_groups WHERE name = ?', name) > 0
  }
}
