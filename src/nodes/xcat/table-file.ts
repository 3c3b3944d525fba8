import { parse } from 'csv-parse/sync'
import { mistake } from '../mistake.ts'
import type { ImportReport } from './import-report.ts'
import { XCAT_TABLES, type XcatRow, type XcatTable } from './row.ts'

interface CsvRecord {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

interface Header {
  readonly table: XcatTable
  readonly columns: readonly string[]
}

/** True for the text of `tabdump TABLE`: a line of column names behind a `#`. */
export function isTableFile(text: string): boolean {
  return /^#"?(?:node|key)"?,/m.test(text)
}

/** The rows of one or several `tabdump` outputs in a file, told apart by their headers. */
export function tableRows(text: string, path: string, report: ImportReport): readonly XcatRow[] {
  let header: Header | undefined
  const rows: XcatRow[] = []
  for (const { record, info } of csvRecords(text, path)) {
    const where = `${path} line ${info.lines}`
    const [first = ''] = record
    if (first.startsWith('#') && /^#(?:node|key)$/.test(first)) header = headerOf(record, where)
    else if (header === undefined)
      throw mistake(`${where}: no header such as "#node,bmc,…" stands before this row`)
    else if (!first.startsWith('#') && record.length > 1) rows.push(...rowOf(record, header, where, report))
  }
  return rows
}

function csvRecords(text: string, path: string): readonly CsvRecord[] {
  try {
    return parse(text, {
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      bom: true,
    }) as unknown as CsvRecord[]
  } catch (error) {
    throw mistake(
      `${path} is not the output of tabdump: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

function headerOf(record: readonly string[], where: string): Header {
  const columns = record.map((name, index) => (index === 0 ? name.slice(1) : name))
  const has = (...names: string[]) => names.every((name) => columns.includes(name))
  const table = has('key', 'username', 'password')
    ? 'passwd'
    : has('node', 'groups', 'status')
      ? 'nodelist'
      : has('node', 'mgt', 'power')
        ? 'nodehm'
        : has('node', 'servicenode', 'netboot')
          ? 'noderes'
          : has('node', 'bmc', 'consport')
            ? 'openbmc'
            : undefined
  if (table === undefined)
    throw mistake(
      `${where}: this is none of the tables ${Object.keys(XCAT_TABLES).join(', ')}; its columns are ${columns.join(',')}`,
    )
  return { table, columns }
}

function rowOf(
  record: readonly string[],
  { table, columns }: Header,
  where: string,
  report: ImportReport,
): readonly XcatRow[] {
  const names: Readonly<Record<string, string>> = XCAT_TABLES[table]
  const [key = ''] = record
  const values = new Map<string, string>()
  for (const [index, column] of columns.entries()) {
    const cell = record[index] ?? ''
    const name = names[column]
    if (cell === '' || index === 0) continue
    if (column === 'disable' && /^(?:1|yes|y|true)$/i.test(cell)) {
      report.skip(key, `the row in ${table} is disabled`)
      return []
    }
    if (name !== undefined) values.set(name, cell)
    else if (!NOT_MISSED.includes(column)) report.skip(key, `${table}.${column} is not used here`)
  }
  return [{ table, key, values, where }]
}

/** Columns that say nothing that anybody would miss. */
const NOT_MISSED = [
  'comments',
  'disable',
  'status',
  'statustime',
  'appstatus',
  'appstatustime',
  'updatestatus',
  'updatestatustime',
]
