import { KNOWN_ATTRIBUTES } from '../attribute.ts'
import type { Declaration } from '../declare/declaration.ts'
import { mistake } from '../mistake.ts'
import type { NodeStore } from '../node-store.ts'
import { ImportReport, type Skipped } from './import-report.ts'
import { isStanzaFile, stanzaRows } from './stanza-file.ts'
import { isTableFile, tableRows } from './table-file.ts'
import { xcatDeclaration } from './xcat-fleet.ts'

/** One file of an import. */
export interface XcatFile {
  readonly path: string
  readonly text: string
}

/** What files of xCAT's declare, and what of them is not taken over. */
export interface XcatImport {
  readonly declaration: Declaration
  readonly skipped: readonly Skipped[]
}

/** Reads `lsdef -z` and `tabdump` outputs together, so that groups of one file are known in another. */
export function importFiles(files: readonly XcatFile[], store: NodeStore): XcatImport {
  const report = new ImportReport()
  const rows = files.flatMap(({ path, text }) => {
    if (isTableFile(text)) return tableRows(text, path, report)
    if (isStanzaFile(text)) return stanzaRows(text, path, report)
    throw mistake(`${path} is neither the output of lsdef -z nor of tabdump`)
  })
  const nodes = new Map(
    store.nodes.recordsWith(Object.keys(KNOWN_ATTRIBUTES)).map((node) => [node.name, node]),
  )
  const groups = new Set([...store.nodes.groupNames(), ...store.dynamicGroups.all().keys()])
  return { declaration: xcatDeclaration(rows, { nodes, groups }, report), skipped: report.skipped }
}
