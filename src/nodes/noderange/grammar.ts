import { mistake } from '../mistake.ts'
import type { Token } from './token.ts'

/** Deepest nesting of parentheses. */
export const MAX_DEPTH = 4096

const BEFORE_A_TERM: readonly (Token['kind'] | undefined)[] = [undefined, ',', '(', '@', '-']

/** Refuses a noderange whose pieces do not stand in an order that means something; says which piece and where. */
export function checkOrder(tokens: readonly Token[]): void {
  const open: Token[] = []
  tokens.forEach((token, index) => {
    const before = tokens[index - 1]
    const termMayStand = BEFORE_A_TERM.includes(before?.kind)
    if (token.kind === '(') {
      if (!termMayStand) throw misplaced(token)
      if (open.push(token) > MAX_DEPTH)
        throw mistake(`The noderange nests deeper than ${MAX_DEPTH} parentheses at column ${token.column}`)
    } else if (token.kind === ')') {
      if (open.pop() === undefined || termMayStand) throw misplaced(token)
    } else if (token.kind === '@' ? termMayStand : token.kind === 'atom' && !termMayStand) {
      throw misplaced(token)
    } else if (token.kind === ',' && (before?.kind === '-' || before?.kind === '@')) {
      throw misplaced(token)
    }
  })
  const last = tokens.at(-1)
  if (last?.kind === '-' || last?.kind === '@') throw misplaced(last)
  const unclosed = open.at(-1)
  if (unclosed) throw mistake(`The "(" at column ${unclosed.column} of the noderange is never closed`)
}

function misplaced({ text, column }: Token): Error {
  return mistake(`"${text.slice(0, 40)}" cannot stand at column ${column} of the noderange`)
}
