import type { Attributes } from '../attribute.ts'
import type { NodeRecord } from '../node-record.ts'
import { foldNames } from '../noderange/fold.ts'
import { isSealed } from '../secrets/password-text.ts'

/** What of a store is written out. */
export interface StoreContents {
  readonly nodes: readonly NodeRecord[]
  readonly groups: ReadonlyMap<string, string>
  readonly defaults: ReadonlyMap<string, Attributes>
}

/** A text that `nodes apply` takes, and how many sealed passwords it leaves out. */
export interface DeclarationText {
  readonly text: string
  readonly leftOut: number
}

/** YAML wants longer keys to be announced by a question mark. */
const LONGEST_KEY = 1000

/** Writes a store as YAML, nodes that are alike under one key; sealed passwords only when asked for. */
export function declarationText(contents: StoreContents, withSecrets: boolean): DeclarationText {
  const lines: string[] = []
  const { nodes, groups, defaults } = contents
  if (defaults.size > 0) {
    lines.push('defaults:')
    for (const [scope, attributes] of defaults)
      lines.push(...block(scope, exportable(attributes, withSecrets)))
  }
  if (groups.size > 0) {
    lines.push('groups:')
    for (const [name, selections] of groups) lines.push(`  ${scalar(name)}: ${scalar(selections)}`)
  }
  if (nodes.length > 0) lines.push('nodes:')
  const alike = Map.groupBy(nodes, (node) => nodeLines(node, withSecrets).join('\n'))
  for (const [body, members] of alike) {
    const key = scalar(foldNames(members.map(({ name }) => name)))
    const head = key.length > LONGEST_KEY ? `  ? ${key}\n  :` : `  ${key}:`
    lines.push(body === '' ? `${head} {}` : `${head}\n${body}`)
  }
  const all = [...nodes.map(({ attributes }) => attributes), ...defaults.values()]
  const sealed = all.filter((attributes) => isSealed(attributes.get('password') ?? ''))
  return { text: lines.map((line) => `${line}\n`).join(''), leftOut: withSecrets ? 0 : sealed.length }
}

function nodeLines({ attributes, groups }: NodeRecord, withSecrets: boolean): readonly string[] {
  const lines = Array.from(exportable(attributes, withSecrets), pairLine)
  return groups.length === 0 ? lines : [...lines, `    groups: [${groups.map(scalar).join(', ')}]`]
}

function block(key: string, attributes: Attributes): readonly string[] {
  const name = scalar(key)
  return attributes.size === 0 ? [`  ${name}: {}`] : [`  ${name}:`, ...Array.from(attributes, pairLine)]
}

function exportable(attributes: Attributes, withSecrets: boolean): Attributes {
  if (withSecrets || !isSealed(attributes.get('password') ?? '')) return attributes
  return new Map([...attributes].filter(([key]) => key !== 'password'))
}

function pairLine([key, value]: readonly [string, string]): string {
  return `    ${key}: ${scalar(value)}`
}

/** A scalar that YAML reads back as this very text. */
function scalar(text: string): string {
  const isPlain =
    /^[A-Za-z0-9][A-Za-z0-9._/@+-]*$/.test(text) && !/^(?:null|true|false|yes|no|on|off|y|n)$/i.test(text)
  return isPlain ? text : JSON.stringify(text)
}
