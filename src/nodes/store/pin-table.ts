import type { Database } from './database.ts'

/** The certificate that a BMC showed when it was first met. */
export interface Pin {
  readonly host: string
  readonly port: number
  /** SHA-256, colon separated. */
  readonly fingerprint: string
  /** ISO 8601. */
  readonly firstSeen: string
  /** The certificate that was put onto the BMC, and is trusted as soon as it is shown. */
  readonly announced?: string
}

const PUT = `INSERT INTO pins (host, port, fingerprint, first_seen) VALUES (?, ?, ?, ?)
  ON CONFLICT (host, port) DO UPDATE SET fingerprint = excluded.fingerprint, first_seen = excluded.first_seen,
    announced = NULL`

/** Certificates remembered, one for each host and port. */
export class PinTable {
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  get(host: string, port: number): Pin | undefined {
    const sql = 'SELECT fingerprint, first_seen, announced FROM pins WHERE host = ? AND port = ?'
    const row = this.#database.row(sql, host, port)
    if (!row) return undefined
    const [fingerprint, firstSeen, announced] = row
    return {
      host,
      port,
      fingerprint: String(fingerprint),
      firstSeen: String(firstSeen),
      ...(typeof announced === 'string' && { announced }),
    }
  }

  /** Takes the announced one away. */
  set({ host, port, fingerprint, firstSeen }: Omit<Pin, 'announced'>): void {
    this.#database.run(PUT, host, port, fingerprint, firstSeen)
  }

  /** Announces another certificate, or with undefined none any more; where none is remembered, there is none to follow. */
  announce(host: string, port: number, fingerprint: string | undefined): void {
    const sql = 'UPDATE pins SET announced = ? WHERE host = ? AND port = ?'
    this.#database.run(sql, fingerprint ?? null, host, port)
  }

  /** Forgets a certificate; false when none was remembered. */
  delete(host: string, port: number): boolean {
    return this.#database.run('DELETE FROM pins WHERE host = ? AND port = ?', host, port) > 0
  }
}
