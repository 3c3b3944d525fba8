import type { Secret } from '../../core/node.ts'
import type { Alteration } from '../alteration.ts'
import type { Declaration } from '../declare/declaration.ts'
import { groupList } from '../group-list.ts'
import { EVERY_NODE, nameProblem } from '../node-name.ts'
import type { NodeRecord } from '../node-record.ts'
import { isPattern } from './cell-value.ts'
import { dynamicGroup } from './dynamic-group.ts'
import type { ImportReport } from './import-report.ts'
import type { XcatRow } from './row.ts'
import { taken } from './taken-value.ts'
import { type DefaultValues, groupDefaults, MANAGED, passwords } from './xcat-defaults.ts'

/** What the node store knows already, so that a table can be imported after `nodelist`. */
export interface KnownFleet {
  readonly nodes: ReadonlyMap<string, NodeRecord>
  readonly groups: ReadonlySet<string>
}

type Values = Map<string, string | Secret | null>

/** Rows of xCAT's tables as a declaration; what cannot be taken over is reported. */
export function xcatDeclaration(
  rows: readonly XcatRow[],
  known: KnownFleet,
  report: ImportReport,
): Declaration {
  const groupsOf = staticGroups(rows, known, report)
  const groups = new Set([...known.groups, ...[...groupsOf.values()].flat(), ...keysOf(rows, 'group')])
  const groupRows = rows.filter((row) => isAboutGroup(row, groupsOf, groups))
  const nodeRows = Map.groupBy(
    rows.filter((row) => row.table !== 'passwd' && row.table !== 'group' && groupsOf.has(row.key)),
    ({ key }) => key,
  )
  for (const { key, table, where } of rows)
    if (table !== 'passwd' && !groupsOf.has(key) && key !== EVERY_NODE && !groups.has(key))
      report.skip(key, `neither a node nor a group (${where}); import nodelist as well`)
  const defaults: DefaultValues = new Map()
  passwords(rows, defaults, report)
  const nodes = new Map<string, Alteration>()
  const byGroup = Map.groupBy(groupRows, ({ key }) => key)
  for (const [name, memberOf] of groupsOf) {
    const inherited = [...memberOf, EVERY_NODE].flatMap((group) => byGroup.get(group) ?? [])
    const stored = nodeRows.has(name) ? undefined : known.nodes.get(name)
    const fitting = stored ? withoutOwn(inherited, stored) : inherited
    const alteration = nodeAlteration(name, nodeRows.get(name) ?? [], fitting, report)
    const isNew = nodeRows.has(name) || (alteration?.values.size ?? 0) > 0
    if (alteration !== undefined && isNew) nodes.set(name, { ...alteration, groups: memberOf })
  }
  for (const row of groupRows) groupDefaults(row, defaults, report)
  return { nodes, defaults, groups: new Map(rows.flatMap((row) => dynamicGroup(row, report))) }
}

/** Every node with its groups: those of nodelist and of stanzas, and those that the store has already. */
function staticGroups(
  rows: readonly XcatRow[],
  known: KnownFleet,
  report: ImportReport,
): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>(
    known.nodes.values().map(({ name, groups }) => [name, groups]),
  )
  for (const { table, key, values, where } of rows) {
    if (table !== 'nodelist' && table !== 'node') continue
    const groups = groupList(values.get('groups') ?? '')
    const problem = nameProblem(key) ?? (typeof groups === 'string' ? groups : undefined)
    if (problem !== undefined) report.skip(key, `${problem} (${where})`)
    else if (typeof groups !== 'string') found.set(key, groups)
  }
  return found
}

/** What a group says does not touch what a node that is not imported has of its own. */
function withoutOwn(rows: readonly XcatRow[], { attributes }: NodeRecord): readonly XcatRow[] {
  return rows.map((row) => ({
    ...row,
    values: new Map([...row.values].filter(([key]) => !attributes.has(key))),
  }))
}

function keysOf(rows: readonly XcatRow[], table: XcatRow['table']): readonly string[] {
  return rows.filter((row) => row.table === table).map(({ key }) => key)
}

function isAboutGroup(
  { table, key }: XcatRow,
  nodes: ReadonlyMap<string, unknown>,
  groups: ReadonlySet<string>,
): boolean {
  if (table === 'passwd' || table === 'nodelist' || table === 'node') return false
  return table === 'group' || key === EVERY_NODE || (groups.has(key) && !nodes.has(key))
}

/** A node's own cells, and the cells of its groups that are patterns; a node that is managed otherwise is left out. */
function nodeAlteration(
  name: string,
  own: readonly XcatRow[],
  inherited: readonly XcatRow[],
  report: ImportReport,
): Alteration | undefined {
  const cells = new Map(own.flatMap(({ values }) => [...values]))
  const mgt =
    cells.get('protocol') ?? inherited.find(({ values }) => values.has('protocol'))?.values.get('protocol')
  if (mgt !== undefined && !MANAGED.includes(mgt)) {
    report.skip(name, `mgt=${mgt} is not managed here`)
    return undefined
  }
  for (const { values } of inherited)
    for (const [key, cell] of values) if (isPattern(cell) && !cells.has(key)) cells.set(key, cell)
  const values: Values = new Map()
  for (const [key, cell] of cells) {
    if (key === 'groups' || key === 'wherevals') continue
    for (const [attribute, value] of taken(key, cell, name, report)) values.set(attribute, value)
  }
  return { values }
}
