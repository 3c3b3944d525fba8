/** The tables of xCAT that say something about BMCs, and their columns by the names used here. */
export const XCAT_TABLES = {
  nodelist: { groups: 'groups' },
  openbmc: { bmc: 'bmc', username: 'username', password: 'password' },
  nodehm: { mgt: 'protocol' },
  noderes: { servicenode: 'servicenode' },
  passwd: { username: 'username', password: 'password' },
} as const satisfies Record<string, Readonly<Record<string, string>>>

/** The name of a table that is read. */
export type XcatTable = keyof typeof XCAT_TABLES

/** One row of a table, or one object of a stanza file, with attributes by the names used here. */
export interface XcatRow {
  readonly table: XcatTable | 'node' | 'group'
  /** The node, group, or (in `passwd`) the kind of machine. */
  readonly key: string
  readonly values: ReadonlyMap<string, string>
  /** `FILE line 7` */
  readonly where: string
}
