import { mistake } from '../mistake.ts'
import type { ImportReport } from './import-report.ts'
import type { XcatRow } from './row.ts'

/** Attributes of `lsdef`, by the names used here. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  groups: 'groups',
  bmc: 'bmc',
  bmcusername: 'username',
  bmcpassword: 'password',
  mgt: 'protocol',
  servicenode: 'servicenode',
  wherevals: 'wherevals',
  arch: 'arch',
  chassis: 'chassis',
  height: 'height',
  mtm: 'mtm',
  rack: 'rack',
  room: 'room',
  serial: 'serial',
  slot: 'slot',
  unit: 'unit',
}

const NOT_MISSED = [
  'objtype',
  'grouptype',
  'members',
  'status',
  'statustime',
  'appstatus',
  'appstatustime',
  'updatestatus',
  'updatestatustime',
]

interface Stanza {
  readonly name: string
  readonly line: number
  readonly attributes: Map<string, string>
}

/** True for the output of `lsdef -z`: names with a colon, and attributes below them. */
export function isStanzaFile(text: string): boolean {
  return /^[^\s#:,="]+:[ \t]*$/m.test(text)
}

/** Nodes and groups of a stanza file; objects of other types are skipped. */
export function stanzaRows(text: string, path: string, report: ImportReport): readonly XcatRow[] {
  const defaults = new Map<string, ReadonlyMap<string, string>>()
  return stanzas(text, path).flatMap(({ name, line, attributes }) => {
    const [, defaultsOf] = /^default-(.+)$/.exec(name) ?? []
    if (defaultsOf !== undefined) {
      defaults.set(defaultsOf, new Map([...(defaults.get(defaultsOf) ?? []), ...attributes]))
      return []
    }
    const type = attributes.get('objtype') ?? 'node'
    const all = new Map([...(defaults.get(type) ?? []), ...attributes])
    if (type !== 'node' && type !== 'group') {
      report.skip(name, `objects of type ${type} are not taken`)
      return []
    }
    return [
      {
        table: type,
        key: name,
        values: valuesOf(name, all, report),
        where: `${path} line ${line}`,
      } satisfies XcatRow,
    ]
  })
}

function stanzas(text: string, path: string): readonly Stanza[] {
  const found: Stanza[] = []
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) return
    const [, name] = /^([^\s=:]+):$/.exec(line) ?? []
    const [, key, value] = /^([^\s=]+)\s*=\s*(.*)$/.exec(line) ?? []
    const open = found.at(-1)
    if (name !== undefined && !/^\s/.test(raw)) found.push({ name, line: index + 1, attributes: new Map() })
    else if (key !== undefined && value !== undefined && open) open.attributes.set(key, value)
    else throw mistake(`${path} line ${index + 1} is neither NAME: nor ATTRIBUTE=VALUE`)
  })
  return found
}

function valuesOf(
  name: string,
  attributes: ReadonlyMap<string, string>,
  report: ImportReport,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  for (const [key, value] of attributes) {
    const known = Object.hasOwn(ATTRIBUTES, key) ? ATTRIBUTES[key] : undefined
    if (value === '') continue
    if (known !== undefined) values.set(known, value)
    else if (!NOT_MISSED.includes(key)) report.skip(name, `attribute ${key} is not used here`)
  }
  return values
}
