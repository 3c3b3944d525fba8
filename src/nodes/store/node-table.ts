import type { Attributes } from '../attribute.ts'
import { naturalKey } from '../natural-order.ts'
import type { NodeRecord } from '../node-record.ts'
import { attributesOf, attributesText } from './attribute-text.ts'
import type { Database, Row } from './database.ts'

const RECORD = `SELECT n.name, n.groups, n.attributes, f.protocol, f.bmc
  FROM nodes n LEFT JOIN found_protocols f ON f.node = n.name`
const ONE = `${RECORD} WHERE n.name = ?`
const SOME = `${RECORD} WHERE n.name IN (SELECT value FROM json_each(?)) ORDER BY n.natural_key`
const ALL = `${RECORD} ORDER BY n.natural_key`

const PUT = `INSERT INTO nodes (name, natural_key, groups, attributes) VALUES (?, ?, ?, ?)
  ON CONFLICT (name) DO UPDATE SET groups = excluded.groups, attributes = excluded.attributes`

/** What was found at a BMC does not hold for another one, nor after the operator named the protocol. */
const FORGET_FOUND = `DELETE FROM found_protocols WHERE node = ?1 AND EXISTS (
  SELECT 1 FROM nodes WHERE name = ?1 AND (
    attributes ->> 'bmc' IS NOT ?2 ->> 'bmc' OR
    attributes ->> 'port' IS NOT ?2 ->> 'port' OR
    attributes ->> 'protocol' IS NOT ?2 ->> 'protocol'))`

/** The nodes of a store. */
export class NodeTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  has(name: string): boolean {
    return this.#database.row('SELECT 1 FROM nodes WHERE name = ?', name) !== undefined
  }

  count(): number {
    return Number(this.#database.row('SELECT count(*) FROM nodes')?.[0])
  }

  /** Every name, in natural order. */
  names(): string[] {
    const sql = 'SELECT json_group_array(name) FROM (SELECT name FROM nodes ORDER BY natural_key)'
    return JSON.parse(String(this.#database.row(sql)?.[0] ?? '[]')) as string[]
  }

  /** The names that begin with a text, in natural order, at most `limit`. */
  namesFrom(prefix: string, limit: number): string[] {
    const sql = 'SELECT name FROM nodes WHERE name >= ?1 AND name < ?2 ORDER BY natural_key LIMIT ?3'
    return this.#database.rows(sql, prefix, `${prefix}\u{10ffff}`, limit).map(([name]) => String(name))
  }

  /** Each name with its static groups, in natural order. */
  memberships(): readonly (readonly [string, string])[] {
    const sql = `SELECT json_group_array(json_array(name, groups)) FROM
      (SELECT name, groups FROM nodes WHERE groups <> '' ORDER BY natural_key)`
    return JSON.parse(String(this.#database.row(sql)?.[0] ?? '[]')) as [string, string][]
  }

  /** The nodes of a static group, in natural order. */
  members(group: string): string[] {
    const sql = `SELECT json_group_array(name) FROM
      (SELECT name FROM nodes WHERE instr(',' || groups || ',', ',' || ? || ',') > 0 ORDER BY natural_key)`
    return JSON.parse(String(this.#database.row(sql, group)?.[0] ?? '[]')) as string[]
  }

  /** The static groups that nodes are in, each once. */
  groupNames(): string[] {
    const lists = this.#database.rows("SELECT DISTINCT groups FROM nodes WHERE groups <> ''")
    return [...new Set(lists.flatMap(([groups]) => String(groups).split(',')))]
  }

  get(name: string): NodeRecord | undefined {
    const row = this.#database.row(ONE, name)
    return row && nodeRecord(row)
  }

  /** The nodes with these names, or all, in natural order; names that are not there are left out. */
  records(names?: readonly string[]): NodeRecord[] {
    const rows = names ? this.#database.rows(SOME, JSON.stringify(names)) : this.#database.rows(ALL)
    return rows.map(nodeRecord)
  }

  /** All nodes with only these of their attributes, in no particular order: much faster than `records` for a few. */
  recordsWith(keys: readonly string[]): NodeRecord[] {
    const columns = keys.map((key) => `attributes ->> '$."${key.replaceAll(/\W/g, '')}"'`)
    const sql = `SELECT json_group_array(json_array(${['name', 'groups', ...columns].join(', ')})) FROM nodes`
    const rows = JSON.parse(String(this.#database.row(sql)?.[0] ?? '[]')) as (string | null)[][]
    const found = new Map(
      this.#database.rows('SELECT node, protocol, bmc FROM found_protocols').map((row) => [row[0], row]),
    )
    return rows.map((row) => {
      const attributes = new Map<string, string>()
      for (let index = 0; index < keys.length; index++) {
        const [key, value] = [keys[index], row[index + 2]]
        if (key !== undefined && value != null) attributes.set(key, value)
      }
      const [, protocol, bmc] = found.get(row[0]) ?? []
      return recordOf(row[0], row[1], attributes, { protocol, bmc })
    })
  }

  /** Writes nodes, new ones and changed ones alike, at once or not at all. */
  put(records: Iterable<NodeRecord>): void {
    this.#database.write(() => {
      for (const { name, groups, attributes } of records) {
        const text = attributesText(attributes)
        this.#database.run(FORGET_FOUND, name, text)
        this.#database.run(PUT, name, naturalKey(name), groups.join(','), text)
      }
    })
  }

  /** Takes nodes away, with their status and what was found out about them. */
  remove(names: Iterable<string>): void {
    this.#database.write(() => {
      for (const name of names) this.#database.run('DELETE FROM nodes WHERE name = ?', name)
    })
  }
}

function nodeRecord([name, groups, attributes, protocol, bmc]: Row): NodeRecord {
  return recordOf(name, groups, attributesOf(String(attributes)), { protocol, bmc })
}

function recordOf(
  name: unknown,
  groups: unknown,
  attributes: Attributes,
  found: Record<'protocol' | 'bmc', unknown>,
): NodeRecord {
  const record = { name: String(name), groups: groups === '' ? [] : String(groups).split(','), attributes }
  const { protocol, bmc } = found
  if (protocol !== 'openbmc' && protocol !== 'redfish') return record
  return { ...record, found: { protocol, bmc: String(bmc) } }
}
