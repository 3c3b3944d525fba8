import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { mistake } from '../mistake.ts'
import { BUSY_TIMEOUT_MS, guarded, patiently } from './database-error.ts'

/** A row as a list of column values. */
export type Row = readonly unknown[]

/** What a database file holds: its name for people, its mark, and what brings it from each version to the next. */
export interface DatabaseKind {
  readonly title: string
  /** What an operator can do when the file is damaged. */
  readonly ifDamaged: string
  readonly applicationId: number
  readonly migrations: readonly string[]
}

/** A database file that something is done with. */
export interface DatabaseFile {
  readonly path: string
  readonly kind: DatabaseKind
}

/** One SQLite file: statements by text, transactions, and errors that name the file and a way out. */
export class Database {
  readonly path: string
  readonly kind: DatabaseKind
  readonly #sqlite: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #isWriting = false

  private constructor({ path, kind }: DatabaseFile, sqlite: DatabaseSync) {
    this.path = path
    this.kind = kind
    this.#sqlite = sqlite
  }

  /** Opens the file, made for its owner only if it is not there, and brings its tables up to date. */
  static open(path: string, kind: DatabaseKind): Database {
    return guarded({ path, kind }, () => {
      closeSync(openSync(path, 'a', 0o600))
      const database = new Database({ path, kind }, new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS }))
      try {
        database.#prepareFile()
      } catch (error) {
        database.close()
        throw error
      }
      return database
    })
  }

  /** The rows that a query answers. */
  rows(sql: string, ...values: SQLInputValue[]): readonly Row[] {
    return guarded(this, () => this.#statement(sql).all(...values) as unknown as readonly Row[])
  }

  /** The first row, if there is any. */
  row(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return guarded(this, () => this.#statement(sql).get(...values) as unknown as Row | undefined)
  }

  /** Changes rows, and says how many. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return guarded(this, () => Number(this.#statement(sql).run(...values).changes))
  }

  /** Everything `work` reads and writes happens at once or not at all, even when several processes write. */
  write<Result>(work: () => Result): Result {
    if (this.#isWriting) return work()
    return guarded(this, () => {
      this.#sqlite.exec('BEGIN IMMEDIATE')
      this.#isWriting = true
      try {
        const result = work()
        this.#sqlite.exec('COMMIT')
        return result
      } catch (error) {
        if (this.#sqlite.isTransaction) this.#sqlite.exec('ROLLBACK')
        throw error
      } finally {
        this.#isWriting = false
      }
    })
  }

  close(): void {
    this.#statements.clear()
    if (this.#sqlite.isOpen) this.#sqlite.close()
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known) return known
    const statement = this.#sqlite.prepare(sql)
    statement.setReturnArrays(true)
    this.#statements.set(sql, statement)
    return statement
  }

  #prepareFile(): void {
    // In this order: another process may be making the tables right now, which it does all at once.
    const { applicationId, migrations } = this.kind
    const isEmpty = this.row('SELECT count(*) FROM sqlite_schema')?.[0] === 0
    const isOurs = this.#pragma('application_id') === applicationId
    const version = this.#pragma('user_version')
    if (!isOurs && !isEmpty)
      throw mistake(
        `${this.path} is a database of another program; move it away, or set HWCTL_HOME to another folder`,
      )
    if (version > migrations.length)
      throw mistake(
        `${this.path} was written by a newer hwctl; run that one, or set HWCTL_HOME to another folder`,
      )
    if (version === migrations.length) return
    patiently(() => this.#sqlite.exec('PRAGMA journal_mode = WAL'))
    this.write(() => this.#migrate())
  }

  #migrate(): void {
    const { applicationId, migrations } = this.kind
    for (const sql of migrations.slice(this.#pragma('user_version'))) this.#sqlite.exec(sql)
    this.#sqlite.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${migrations.length}`)
  }

  #pragma(name: 'user_version' | 'application_id'): number {
    return Number(this.row(`PRAGMA ${name}`)?.[0] ?? 0)
  }
}
