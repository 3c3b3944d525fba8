import { RE2JS } from 're2js'
import { arithmetic } from './arithmetic.ts'

/** What a table cell gives for one node, or why it gives nothing. */
export type CellValue = { readonly value: string } | { readonly problem: string }

/** True for a cell whose value depends on the name of the node: `|pattern|text|`, `|text|` or `/pattern/text/`. */
export function isPattern(cell: string): boolean {
  return /^\|.*\|$/s.test(cell) || /^\/[^/]*\/[^/]*\/$/s.test(cell)
}

/** The value of a cell for a node, the way xCAT's tables are read. */
export function cellValue(cell: string, node: string): CellValue {
  if (!isPattern(cell)) return { value: cell }
  const parts = cell.slice(1, -1).split(cell.charAt(0))
  const [first = '', second] = parts
  if (parts.length > 2) return { problem: `${cell} has more parts than a pattern and a value` }
  if (second === undefined) return easyValue(first, cell, node)
  return substituted(first, second, cell, node)
}

/** `|10.0.0.($1+10)|`: $1 is the first number in the node's name, $2 the second. */
function easyValue(template: string, cell: string, node: string): CellValue {
  const numbers = node.match(/\d+/g) ?? []
  return filled(template, [node, ...numbers], cell)
}

/** As Perl's s/pattern/value/ on the node's name: what the pattern does not cover stays. */
function substituted(pattern: string, template: string, cell: string, node: string): CellValue {
  let compiled: RE2JS
  try {
    compiled = RE2JS.compile(pattern)
  } catch {
    return { problem: `${cell} has a pattern that is not understood` }
  }
  const matcher = compiled.matcher(node)
  if (!matcher.find()) return { problem: `${cell} does not match this name` }
  const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, index) => matcher.group(index) ?? '')
  const value = cell.startsWith('|') ? filled(template, groups, cell) : plain(template, groups)
  if ('problem' in value) return value
  return { value: node.slice(0, matcher.start()) + value.value + node.slice(matcher.end()) }
}

function plain(template: string, groups: readonly string[]): CellValue {
  return { value: template.replace(/\$\{?(\d)\}?/g, (_, index: string) => groups[Number(index)] ?? '') }
}

/** Fills in `$1` and works out what stands in parentheses; `($1)` alone keeps its zeroes. */
function filled(template: string, groups: readonly string[], cell: string): CellValue {
  const missing = template.match(/\$(\d)/g)?.find((name) => groups[Number(name.slice(1))] === undefined)
  if (missing !== undefined) return { problem: `${cell}: there is no ${missing} in this name` }
  let rest = template.replace(/\$(\d)/g, (_, index: string) => groups[Number(index)] ?? '')
  let text = ''
  while (rest !== '') {
    const open = rest.indexOf('(')
    if (open < 0) return { value: text + rest }
    const worked = arithmetic(rest.slice(open))
    if (worked === undefined) return { problem: `${cell} holds a sum that is not understood` }
    text += rest.slice(0, open) + worked.text
    rest = rest.slice(open + worked.length)
  }
  return { value: text }
}
