import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { mistake } from '../mistake.ts'
import { BUSY_TIMEOUT_MS, guarded, patiently } from './database-error.ts'
import { APPLICATION_ID, MIGRATIONS } from './schema.ts'

/** A row as a list of column values. */
export type Row = readonly unknown[]

/** One SQLite file: statements by text, transactions, and errors that name the file and a way out. */
export class Database {
  readonly path: string
  readonly #sqlite: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  #isWriting = false

  private constructor(path: string, sqlite: DatabaseSync) {
    this.path = path
    this.#sqlite = sqlite
  }

  /** Opens the file, made for its owner only if it is not there, and brings its tables up to date. */
  static open(path: string): Database {
    return guarded(path, () => {
      closeSync(openSync(path, 'a', 0o600))
      const database = new Database(path, new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS }))
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
    return guarded(this.path, () => this.#statement(sql).all(...values) as unknown as readonly Row[])
  }

  /** The first row, if there is any. */
  row(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return guarded(this.path, () => this.#statement(sql).get(...values) as unknown as Row | undefined)
  }

  /** Changes rows, and says how many. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return guarded(this.path, () => Number(this.#statement(sql).run(...values).changes))
  }

  /** Everything `work` reads and writes happens at once or not at all, even when several processes write. */
  write<Result>(work: () => Result): Result {
    if (this.#isWriting) return work()
    return guarded(this.path, () => {
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
    const isEmpty = this.row('SELECT count(*) FROM sqlite_schema')?.[0] === 0
    const isOurs = this.#pragma('application_id') === APPLICATION_ID
    const version = this.#pragma('user_version')
    if (!isOurs && !isEmpty)
      throw mistake(
        `${this.path} is a database of another program; move it away, or set HWCTL_HOME to another folder`,
      )
    if (version > MIGRATIONS.length)
      throw mistake(
        `${this.path} was written by a newer hwctl; run that one, or set HWCTL_HOME to another folder`,
      )
    if (version === MIGRATIONS.length) return
    patiently(() => this.#sqlite.exec('PRAGMA journal_mode = WAL'))
    this.write(() => this.#migrate())
  }

  #migrate(): void {
    for (const sql of MIGRATIONS.slice(this.#pragma('user_version'))) this.#sqlite.exec(sql)
    this.#sqlite.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`)
  }

  #pragma(name: 'user_version' | 'application_id'): number {
    return Number(this.row(`PRAGMA ${name}`)?.[0] ?? 0)
  }
}
