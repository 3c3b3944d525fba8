import { Secret } from '../../core/node.ts'
import { checkAttribute } from '../attribute.ts'
import { cellValue } from './cell-value.ts'
import type { ImportReport } from './import-report.ts'

/** One cell as attribute values for a node or group; a cell that gives none is reported. */
export function taken(
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
