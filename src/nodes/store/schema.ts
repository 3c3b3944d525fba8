import type { DatabaseKind } from './database.ts'

/** Marks a database file as a node store of this program ("hwct"). */
const APPLICATION_ID = 0x68776374

/** What brings a node store from each version to the next; the version is the number of steps taken. */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE nodes (
    name TEXT PRIMARY KEY,
    natural_key TEXT NOT NULL,          -- plain order of this is the natural order of names
    groups TEXT NOT NULL DEFAULT '',    -- static groups, comma separated, in the order written
    attributes TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(attributes))
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX nodes_in_order ON nodes (natural_key, name);

  CREATE TABLE found_protocols (
    node TEXT PRIMARY KEY REFERENCES nodes (name) ON DELETE CASCADE,
    protocol TEXT NOT NULL,
    bmc TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE statuses (
    node TEXT PRIMARY KEY REFERENCES nodes (name) ON DELETE CASCADE,
    status TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE dynamic_groups (
    name TEXT PRIMARY KEY,
    selections TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE defaults (
    scope TEXT PRIMARY KEY,
    attributes TEXT NOT NULL CHECK (json_valid(attributes))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE pins (
    host TEXT NOT NULL,
    port INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    PRIMARY KEY (host, port)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE pending_passwords (
    node TEXT PRIMARY KEY REFERENCES nodes (name) ON DELETE CASCADE,
    password TEXT NOT NULL              -- sealed for the node; perhaps set on its BMC
  ) STRICT, WITHOUT ROWID;

  -- Another password of the node's own, be it that one or the operator's, ends it.
  CREATE TRIGGER password_written AFTER UPDATE OF attributes ON nodes
    WHEN old.attributes ->> '$.password' IS NOT new.attributes ->> '$.password'
  BEGIN
    DELETE FROM pending_passwords WHERE node = new.name;
  END;
  `,
  `
  ALTER TABLE pins ADD COLUMN announced TEXT; -- put onto the BMC, trusted as soon as it is shown
  `,
]

/** The node store's file. */
export const NODE_STORE: DatabaseKind = {
  title: 'The node store',
  ifDamaged: 'move it away and put back a copy, or define the nodes again with: hwctl nodes apply',
  applicationId: APPLICATION_ID,
  migrations: MIGRATIONS,
}
