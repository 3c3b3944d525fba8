import type { NodeName } from '../../core/node.ts'
import { mistake } from '../mistake.ts'
import { inNaturalOrder } from '../natural-order.ts'
import { isNodeName, nameProblem } from '../node-name.ts'
import { Budget } from './budget.ts'
import { Gathering } from './gathering.ts'
import { checkOrder } from './grammar.ts'
import { patternNames } from './name-pattern.ts'
import { BARE_NUMBER_PREFIX, rangePattern } from './range.ts'
import { type Token, tokenise } from './token.ts'

/** The names that a noderange writes out, for nodes that need not be there yet: ranges, brackets, lists and exclusions. */
export function makeNames(noderange: string): readonly NodeName[] {
  const tokens = tokenise(noderange)
  if (tokens.every(({ kind }) => kind === ',')) throw mistake('The noderange is empty')
  checkOrder(tokens)
  const budget = new Budget()
  const gathering = new Gathering(budget)
  for (const token of tokens) {
    if (token.kind === 'atom') gathering.add(writtenNames(token, budget))
    else gathering.sign(token.kind)
  }
  return inNaturalOrder(gathering.result()).filter(isNodeName)
}

function writtenNames({ text, column }: Token, budget: Budget): ReadonlySet<string> {
  if (/^[/^]|[=~]/.test(text))
    throw mistake(
      `"${text.slice(0, 60)}" at column ${column} looks nodes up; new names are written out, such as n[001-512]`,
    )
  const pattern = rangePattern(text)
  if (typeof pattern === 'string' && nameProblem(text) !== undefined)
    throw mistake(`"${text.slice(0, 60)}" at column ${column} makes no names: ${pattern}`)
  const isRange = pattern !== undefined && typeof pattern !== 'string'
  if (isRange) budget.takeNames(pattern.count, text)
  const names = new Set<string>()
  for (const written of isRange ? patternNames(pattern) : [text]) {
    const name = /^\d+$/.test(written) ? BARE_NUMBER_PREFIX + written : written
    const problem = nameProblem(name)
    if (problem !== undefined) throw mistake(`${problem} (at column ${column} of the noderange)`)
    names.add(name)
  }
  return names
}
