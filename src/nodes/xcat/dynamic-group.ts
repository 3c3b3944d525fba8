import { factsOf } from '../../core/errors.ts'
import { nameProblem } from '../node-name.ts'
import { parseSelection, selectionText } from '../selection.ts'
import type { ImportReport } from './import-report.ts'
import type { XcatRow } from './row.ts'

/** A group object with `wherevals` (`mgt==openbmc::rack==r1`) as a group given by attributes; none for other rows. */
export function dynamicGroup(
  { table, key, values }: XcatRow,
  report: ImportReport,
): readonly (readonly [string, string])[] {
  const wherevals = values.get('wherevals')
  if (table !== 'group' || wherevals === undefined) return []
  try {
    const problem = nameProblem(key)
    if (problem !== undefined) throw new Error(problem)
    const selections = wherevals.split('::').map((part) => selectionText(parseSelection(part.trim())))
    return [[key, selections.join(',')]]
  } catch (error) {
    const facts = factsOf(error)
    report.skip(key, `wherevals=${wherevals}: ${facts.kind === 'usage' ? facts.problem : String(error)}`)
    return []
  }
}
