import type { Database } from './database.ts'

/** The certificate that a BMC showed when it was first met. */
export interface Pin {
  readonly host: string
  readonly port: number
  /** SHA-256, colon separated. */
  readonly fingerprint: string
  /** ISO 8601. */
  readonly firstSeen: string
}

const PUT = `INSERT INTO pins (host, port, fingerprint, first_seen) VALUES (?, ?, ?, ?)
  ON CONFLICT (host, port) DO UPDATE SET fingerprint = excluded.fingerprint, first_seen = excluded.first_seen`

/** Certificates remembered, one for each host and port. */
export class PinTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  get(host: string, port: number): Pin | undefined {
    const sql = 'SELECT fingerprint, first_seen FROM pins WHERE host = ? AND port = ?'
    const row = this.#database.row(sql, host, port)
    return row && { host, port, fingerprint: String(row[0]), firstSeen: String(row[1]) }
  }

  set({ host, port, fingerprint, firstSeen }: Pin): void {
    this.#database.run(PUT, host, port, fingerprint, firstSeen)
  }

  /** Forgets a certificate; false when none was remembered. */
  delete(host: string, port: number): boolean {
    return this.#database.run('DELETE FROM pins WHERE host = ? AND port = ?', host, port) > 0
  }
}
