import { type NamePattern, type NumberRun, namePattern, numberRun } from './name-pattern.ts'

/** What bare numbers are numbers of: `15` is `node15`. */
export const BARE_NUMBER_PREFIX = 'node'

const MAX_PLAIN_LENGTH = 1024
const BRACKETS = /\[([^[\]]*)\]/g
const INCREMENT = /^(.*?)(\d+)((?:\..+)?)$/
const INCREMENT_LAST = /^(.*?)(\d+)(\D*)$/

/** What an atom stands for when it is a range of names; a text says why it is none, undefined that it does not try to be. */
export function rangePattern(atom: string): NamePattern | string | undefined {
  if (/[[\]]/.test(atom)) return bracketPattern(atom)
  if (atom.length > MAX_PLAIN_LENGTH) return 'the name is too long'
  if (atom.includes('+')) return incrementPattern(atom)
  if (atom.includes(':')) return spanPattern(atom.split(':'))
  const dashes = atom.split('-')
  if (dashes.length === 1) return undefined
  if (dashes.length % 2 === 1) return undefined
  const middle = dashes.length / 2
  return spanPattern([dashes.slice(0, middle).join('-'), dashes.slice(middle).join('-')])
}

/** `n[1-10,15]x[a,b]` */
function bracketPattern(atom: string): NamePattern | string {
  const parts: (string | readonly (string | NumberRun)[])[] = []
  let end = 0
  for (const match of atom.matchAll(BRACKETS)) {
    if (match.index > end) parts.push(atom.slice(end, match.index))
    const list = bracketList(match[1] ?? '')
    if (typeof list === 'string') return list
    parts.push(list)
    end = match.index + match[0].length
  }
  const rest = atom.slice(end)
  if (/[[\]]/.test(rest) || parts.some((part) => typeof part === 'string' && /[[\]]/.test(part)))
    return 'a bracket is missing'
  return namePattern(rest === '' ? parts : [...parts, rest])
}

/** What stands in one pair of brackets: `1-10,15,a`. */
export function bracketList(text: string): readonly (string | NumberRun)[] | string {
  const list: (string | NumberRun)[] = []
  for (const item of text.split(',')) {
    const [, from, to] = /^(\d+)[-:](\d+)$/.exec(item) ?? []
    const run = from === undefined || to === undefined ? undefined : numberRun(from, to)
    if (typeof run === 'string') return run
    if (run === undefined && !/^[A-Za-z0-9._]+$/.test(item))
      return `"${item.slice(0, 40)}" means nothing in brackets`
    list.push(run ?? item)
  }
  return list
}

/** `n10+3` is n10 to n13 */
function incrementPattern(atom: string): NamePattern | string {
  const plus = atom.indexOf('+')
  const more = atom.slice(plus + 1)
  const first = atom.slice(0, plus)
  const [, prefix, number, suffix] = INCREMENT.exec(first) ?? INCREMENT_LAST.exec(first) ?? []
  if (prefix === undefined || number === undefined || !/^\d{1,15}$/.test(more))
    return 'NAME+NUMBER is meant to count on'
  if (number.length > 15) return 'a number has more than 15 digits'
  const run = {
    from: Number(number),
    to: Number(number) + Number(more),
    width: number.startsWith('0') ? number.length : 0,
  }
  return namePattern([prefix, [run], suffix ?? ''])
}

/** `n1-n10` and `n1:n10`: the two names may differ in one number. */
function spanPattern(ends: readonly string[]): NamePattern | string {
  const [first = '', last = '', ...more] = ends
  if (more.length > 0) return 'a range has two ends'
  if (first === last) return namePattern([first])
  const left = first.split(/(\d+)/)
  const right = last.split(/(\d+)/)
  const differing = left.findIndex((text, index) => text !== right[index])
  const [from = '', to = ''] = [left[differing], right[differing]]
  const tailsEqual = left.slice(differing + 1).join('') === right.slice(differing + 1).join('')
  if (left.length !== right.length || !tailsEqual || !/^\d+$/.test(from) || !/^\d+$/.test(to))
    return 'the ends of a range may differ in one number only'
  const run = numberRun(from, to)
  if (typeof run === 'string') return run
  return namePattern([left.slice(0, differing).join(''), [run], left.slice(differing + 1).join('')])
}
