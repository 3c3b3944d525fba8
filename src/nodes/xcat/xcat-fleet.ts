import { Secret } from '../../core/node.ts'
import type { Alteration } from '../alteration.ts'
import { checkAttribute } from '../attribute.ts'
import type { Declaration } from '../declare/declaration.ts'
import type { DefaultScope } from '../default-scope.ts'
import { groupList } from '../group-list.ts'
import { EVERY_NODE, nameProblem } from '../node-name.ts'
import { cellValue, isPattern } from './cell-value.ts'
import { dynamicGroup } from './dynamic-group.ts'
import type { ImportReport } from './import-report.ts'
import type { XcatRow } from './row.ts'

/** What the node store knows already, so that a table can be imported after `nodelist`. */
export interface KnownFleet {
  /** The static groups of each node. */
  readonly nodes: ReadonlyMap<string, readonly string[]>
  readonly groups: ReadonlySet<string>
}

type Values = Map<string, string | Secret | null>
type DefaultValues = Map<DefaultScope, Values>

const SPOKEN: readonly string[] = ['openbmc', 'redfish']

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
    const alteration = nodeAlteration(name, nodeRows.get(name) ?? [], inherited, report)
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
  const found = new Map<string, readonly string[]>(known.nodes)
  for (const { table, key, values, where } of rows) {
    if (table !== 'nodelist' && table !== 'node') continue
    const groups = groupList(values.get('groups') ?? '')
    const problem = nameProblem(key) ?? (typeof groups === 'string' ? groups : undefined)
    if (problem !== undefined) report.skip(key, `${problem} (${where})`)
    else if (typeof groups !== 'string') found.set(key, groups)
  }
  return found
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
  if (mgt !== undefined && !SPOKEN.includes(mgt)) {
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

function groupDefaults({ key, values }: XcatRow, defaults: DefaultValues, report: ImportReport): void {
  const scope: DefaultScope = key === EVERY_NODE ? 'all' : `group=${key}`
  const known: Values = defaults.get(scope) ?? new Map()
  for (const [attribute, cell] of values) {
    if (attribute === 'groups' || attribute === 'wherevals' || isPattern(cell)) continue
    if (attribute === 'protocol' && !SPOKEN.includes(cell))
      report.skip(key, `mgt=${cell} is not managed here`)
    else if (attribute === 'bmc' && scope === 'all') report.skip(key, 'one bmc for all nodes makes no sense')
    else for (const [name, value] of taken(attribute, cell, key, report)) known.set(name, value)
  }
  if (known.size > 0) defaults.set(scope, known)
}

function passwords(rows: readonly XcatRow[], defaults: DefaultValues, report: ImportReport): void {
  for (const { table, key, values } of rows) {
    if (table !== 'passwd') continue
    const scope: DefaultScope = `protocol=${key}`
    if (!SPOKEN.includes(key)) report.skip(key, 'this key of passwd is not used here')
    else if (defaults.has(scope)) report.skip(key, 'a second row of passwd for the same key')
    else defaults.set(scope, new Map([...values].flatMap(([name, cell]) => taken(name, cell, key, report))))
  }
}

function taken(
  key: string,
  cell: string,
  of: string,
  report: ImportReport,
): readonly (readonly [string, string | Secret])[] {
  if (key === 'password') return [[key, new Secret(cell)]]
  const worked = cellValue(cell, of)
  const checked = 'problem' in worked ? worked : checkAttribute(key, worked.value)
  if ('values' in checked) return checked.values
  report.skip(of, 'problem' in worked ? `${key}: ${checked.problem}` : checked.problem)
  return []
}
