import { mistake } from '../mistake.ts'

/** One piece of a noderange: a sign, or an atom such as `n1-n10`, with the column (from 1) where it begins. */
export interface Token {
  readonly kind: 'atom' | '(' | ')' | ',' | '@' | '-'
  readonly text: string
  readonly column: number
}

/** Longest noderange that is looked at; more belongs into a file. */
export const MAX_NODERANGE_LENGTH = 1_000_000

const IGNORED = /[\s"']/
const CLOSER: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
const QUOTED_VALUE = /(\^|[A-Za-z][A-Za-z0-9_.]{0,200}(?:==|=~|!=|!~|=))\s*(["'])/y
const PATTERN = /\/|[A-Za-z][A-Za-z0-9_.]{0,200}\s*(?:=~|!~)/y

/** A noderange as its pieces. Spaces and quotes mean nothing, but quotes hold a selection's value or a file's path together. */
export function tokenise(text: string): Token[] {
  if (text.length > MAX_NODERANGE_LENGTH)
    throw mistake(
      `The noderange has ${text.length} characters, at most ${MAX_NODERANGE_LENGTH} are taken; use a file: ^PATH`,
    )
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const char = text.charAt(at)
    const column = at + 1
    if (IGNORED.test(char)) {
      at++
    } else if (isSign(char) || (char === '-' && minusMayStand(tokens.at(-1)))) {
      tokens.push({ kind: char, text: char, column })
      at++
    } else {
      const atom = readAtom(text, at)
      tokens.push({ kind: 'atom', text: atom.text, column })
      at = atom.end
    }
  }
  return tokens
}

function isSign(char: string): char is '(' | ')' | ',' | '@' {
  return char === '(' || char === ')' || char === ',' || char === '@'
}

function minusMayStand(before: Token | undefined): boolean {
  return before === undefined || before.kind === ',' || before.kind === '(' || before.kind === '@'
}

function readAtom(text: string, start: number): { readonly text: string; readonly end: number } {
  QUOTED_VALUE.lastIndex = start
  const [beginning, head, quote] = QUOTED_VALUE.exec(text) ?? []
  const close = quote === undefined ? -1 : text.indexOf(quote, start + (beginning?.length ?? 0))
  if (close > 0) return { text: head + text.slice(start + (beginning?.length ?? 0), close), end: close + 1 }
  const end = atomEnd(text, start)
  return { text: text.slice(start, end).replace(/[\s"']+/g, ''), end }
}

/** Where an atom ends: at a comma, an @ or a parenthesis that is not inside brackets of the atom's own. */
function atomEnd(text: string, start: number): number {
  PATTERN.lastIndex = start
  const isPattern = PATTERN.test(text)
  const closers: string[] = []
  for (let at = start; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '\\' && isPattern) at++
    else if (closers.length > 0 && char === closers.at(-1)) closers.pop()
    else if (closers.at(-1) === ']') continue
    else if (char === '[' || (isPattern && (char === '(' || char === '{'))) closers.push(CLOSER[char] ?? '')
    else if (closers.length === 0 && isSign(char)) return at
  }
  return text.length
}
