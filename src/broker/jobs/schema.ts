import type { DatabaseKind } from '../../nodes/store/database.ts'

/** The file in the home folder that holds jobs, and who has which BMC for himself. */
export const JOBS_FILE = 'jobs.db'

/** The file of jobs ("hwcj"): apart from the node store, so that an older hwctl can still read that one. */
export const JOBS_DATABASE: DatabaseKind = {
  title: 'The journal of jobs',
  ifDamaged: 'move it away: a new one is made, and only what it knew of jobs is lost',
  applicationId: 0x6877636a,
  migrations: [
    `
    CREATE TABLE jobs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      command TEXT NOT NULL,
      words TEXT NOT NULL CHECK (json_valid(words)),
      noderange TEXT NOT NULL,
      cwd TEXT NOT NULL,
      process TEXT NOT NULL,              -- who shows it, or showed it last
      begun_at TEXT NOT NULL,
      resumed_at TEXT,
      ended_at TEXT,                      -- absent while somebody works on it, and after a crash
      ending TEXT                         -- finished, interrupted
    ) STRICT;

    CREATE TABLE job_nodes (
      job INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
      place INTEGER NOT NULL,             -- in the order asked for
      node TEXT NOT NULL,
      state TEXT NOT NULL DEFAULT 'waiting',
      progress TEXT,
      checkpoint TEXT,
      error TEXT,
      at TEXT,                            -- of the last news
      PRIMARY KEY (job, node)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE bmc_locks (
      bmc TEXT PRIMARY KEY,               -- host:port
      node TEXT NOT NULL,
      command TEXT NOT NULL,
      job INTEGER,
      process TEXT NOT NULL,
      since TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    `,
  ],
}
