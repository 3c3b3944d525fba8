import { mistake } from './mistake.ts'
import { alternativeTexts, type NamePattern, namePattern } from './noderange/name-pattern.ts'
import { bracketList } from './noderange/range.ts'

/** A value that differs from node to node: `10.1.{0-1}.{0-255}`, or `{}-bmc` for the node's name. */
export interface ValuePattern {
  readonly source: string
  /** How many different values the braces make; 1 when there are none. */
  readonly count: number
  /** The value of the node at this place in the order of nodes. */
  valueAt(index: number, name: string): string
}

const BRACES = /\{([^{}]*)\}/g
const NODE_NAME: readonly string[] = ['', 'name']

/** Understands the braces of a value; what makes no sense in braces is a mistake. */
export function valuePattern(source: string): ValuePattern {
  const parts: (string | readonly string[] | typeof THE_NAME)[] = []
  let end = 0
  for (const match of source.matchAll(BRACES)) {
    parts.push(source.slice(end, match.index))
    parts.push(NODE_NAME.includes(match[1] ?? '') ? THE_NAME : braceValues(match[1] ?? '', source))
    end = match.index + match[0].length
  }
  parts.push(source.slice(end))
  const lists = parts.filter((part) => Array.isArray(part))
  const count = lists.reduce((product, list) => product * list.length, 1)
  return { source, count, valueAt: (index, name) => assembled(parts, index, name) }
}

/** Refuses values that are not one for each node, and tells both numbers. */
export function checkCount({ source, count }: ValuePattern, nodes: number): void {
  if (count !== 1 && count !== nodes)
    throw mistake(
      `${source} makes ${count} values, but the noderange has ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`,
    )
}

const THE_NAME = Symbol('the name of the node')
const MAX_VALUES = 1_000_000

function braceValues(inside: string, source: string): readonly string[] {
  const list = bracketList(inside)
  if (typeof list === 'string') throw mistake(`{${inside}} in ${source} is not understood: ${list}`)
  const pattern: NamePattern = namePattern([list])
  if (pattern.count > MAX_VALUES)
    throw mistake(`{${inside}} in ${source} makes more than ${MAX_VALUES} values`)
  return [...alternativeTexts(list)]
}

/** The rightmost braces count fastest, as the digits of a number do. */
function assembled(
  parts: readonly (string | readonly string[] | symbol)[],
  index: number,
  name: string,
): string {
  let rest = index
  let text = ''
  for (const part of parts.toReversed()) {
    if (typeof part === 'string') text = part + text
    else if (typeof part === 'symbol') text = name + text
    else {
      text = (part[rest % part.length] ?? '') + text
      rest = Math.floor(rest / part.length)
    }
  }
  return text
}
