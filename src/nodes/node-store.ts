import { join } from 'node:path'
import { mistake } from './mistake.ts'
import { parseSelections, type Selection } from './selection.ts'
import type { Rules } from './standing.ts'
import { Database } from './store/database.ts'
import { FoundProtocolTable } from './store/found-protocol-table.ts'
import { NodeTable } from './store/node-table.ts'
import { PendingPasswordTable } from './store/pending-password-table.ts'
import { PinTable } from './store/pin-table.ts'
import { DefaultTable, DynamicGroupTable } from './store/rule-tables.ts'
import { NODE_STORE } from './store/schema.ts'
import { StatusTable } from './store/status-table.ts'

/** The file in the home folder that holds the node store. */
export const STORE_FILE = 'nodes.db'

/** Who the machines are: nodes, groups, defaults, statuses and remembered certificates, in one file. */
export class NodeStore {
  readonly nodes: NodeTable
  readonly foundProtocols: FoundProtocolTable
  readonly statuses: StatusTable
  readonly dynamicGroups: DynamicGroupTable
  readonly defaults: DefaultTable
  readonly pins: PinTable
  readonly pendingPasswords: PendingPasswordTable
  /** The home folder, in which the key lies beside the store. */
  readonly home: string
  readonly #database: Database

  constructor(home: string, database: Database) {
    this.home = home
    this.#database = database
    this.nodes = new NodeTable(database)
    this.foundProtocols = new FoundProtocolTable(database)
    this.statuses = new StatusTable(database)
    this.dynamicGroups = new DynamicGroupTable(database)
    this.defaults = new DefaultTable(database)
    this.pins = new PinTable(database)
    this.pendingPasswords = new PendingPasswordTable(database)
  }

  /** The file that holds all this. */
  get path(): string {
    return this.#database.path
  }

  /** What is read and written in `work` is done at once or not at all; other processes wait. */
  write<Result>(work: () => Result): Result {
    return this.#database.write(work)
  }

  /** Defaults and groups given by attributes, as `standing` reads them. */
  rules(): Rules {
    const groups = Array.from(
      this.dynamicGroups.all(),
      ([name, text]) => [name, readBack(name, text)] as const,
    )
    return { defaults: this.defaults.all(), dynamicGroups: new Map(groups) }
  }

  close(): void {
    this.#database.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** Opens the node store of a home folder (see `openHome`). */
export function openStore(home: string): NodeStore {
  return new NodeStore(home, Database.open(join(home, STORE_FILE), NODE_STORE))
}

function readBack(name: string, text: string): readonly Selection[] {
  try {
    return parseSelections(text)
  } catch {
    throw mistake(
      `The group ${name} is given by "${text}", which is not understood; set it again: hwctl nodes groups set`,
    )
  }
}
