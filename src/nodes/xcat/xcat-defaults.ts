import type { Secret } from '../../core/node.ts'
import type { DefaultScope } from '../default-scope.ts'
import { EVERY_NODE } from '../node-name.ts'
import { isPattern } from './cell-value.ts'
import type { ImportReport } from './import-report.ts'
import type { XcatRow } from './row.ts'
import { taken } from './taken-value.ts'

type Values = Map<string, string | Secret | null>

/** Defaults by scope, under collection. */
export type DefaultValues = Map<DefaultScope, Values>

/** What `mgt` may be for this program to manage a node. */
export const MANAGED: readonly string[] = ['openbmc', 'redfish']

/** Takes the cells of a group's row that are the same for all its nodes. */
export function groupDefaults({ key, values }: XcatRow, defaults: DefaultValues, report: ImportReport): void {
  const scope: DefaultScope = key === EVERY_NODE ? 'all' : `group=${key}`
  const known: Values = defaults.get(scope) ?? new Map()
  for (const [attribute, cell] of values) {
    if (attribute === 'groups' || attribute === 'wherevals' || isPattern(cell)) continue
    if (attribute === 'protocol' && !MANAGED.includes(cell))
      report.skip(key, `mgt=${cell} is not managed here`)
    else if (attribute === 'bmc' && scope === 'all') report.skip(key, 'one bmc for all nodes makes no sense')
    else for (const [name, value] of taken(attribute, cell, key, report)) known.set(name, value)
  }
  if (known.size > 0) defaults.set(scope, known)
}

/** Takes the rows of `passwd` that are about BMCs. */
export function passwords(rows: readonly XcatRow[], defaults: DefaultValues, report: ImportReport): void {
  for (const { table, key, values } of rows) {
    if (table !== 'passwd') continue
    const scope: DefaultScope = `protocol=${key}`
    if (!MANAGED.includes(key)) report.skip(key, 'this key of passwd is not used here')
    else if (defaults.has(scope)) report.skip(key, 'a second row of passwd for the same key')
    else defaults.set(scope, new Map([...values].flatMap(([name, cell]) => taken(name, cell, key, report))))
  }
}
