import { inNaturalOrder } from '../natural-order.ts'

/** A name under folding: `head` is still to be looked at, `tail` is what has been folded already. */
interface Folding {
  readonly head: string
  readonly tail: string
}

/** Numbers that follow one another; `width` is what they are padded to, 0 when they are not. */
interface Run {
  readonly first: string
  last: string
  next: number
  readonly width: number
}

const MAX_DIGITS = 15
const LAST_NUMBER = /(\d+)\D*$/
const TOO_LONG = new RegExp(`\\d{${MAX_DIGITS + 1}}\\D*$`)

/** The shortest noderange for these names: `n[001-510],m7`. Expanding it gives the names back. */
export function foldNames(names: Iterable<string>): string {
  let items: readonly Folding[] = inNaturalOrder(new Set(names)).map((name) => ({ head: name, tail: '' }))
  while (items.some(({ head }) => LAST_NUMBER.test(head))) items = foldLastNumber(items)
  return items.map(({ head, tail }) => head + tail).join(',')
}

/** Folds the last number of each head, where names differ in nothing else. */
function foldLastNumber(items: readonly Folding[]): readonly Folding[] {
  const families = new Map<string, { head: string; tail: string; numbers: string[] }>()
  for (const { head, tail } of items) {
    const at = TOO_LONG.test(head) ? undefined : LAST_NUMBER.exec(head)
    const number = at?.[1] ?? ''
    const before = at ? head.slice(0, at.index) : ''
    const after = at ? head.slice(at.index + number.length) + tail : head + tail
    const key = `${before}\n${number === '' ? '' : '#'}${after}`
    const family = families.get(key)
    if (family) family.numbers.push(number)
    else families.set(key, { head: before, tail: after, numbers: [number] })
  }
  return Array.from(families.values(), ({ head, tail, numbers }) => ({
    head,
    tail: numberText(numbers) + tail,
  }))
}

function numberText(numbers: readonly string[]): string {
  const [only] = numbers
  if (numbers.length === 1 && only !== undefined) return only
  const runs = runsOf(numbers)
  return `[${runs.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(',')}]`
}

/** Runs of consecutive numbers; the numbers come in ascending order. */
function runsOf(numbers: readonly string[]): readonly Run[] {
  const runs: Run[] = []
  const open = new Map<number, Run>()
  for (const text of numbers.toSorted((a, b) => Number(a) - Number(b) || a.length - b.length)) {
    const value = Number(text)
    const run = continued(open, value, text)
    if (run) {
      run.last = text
      run.next = value + 1
      continue
    }
    const width = text.startsWith('0') ? text.length : 0
    const begun = { first: text, last: text, next: value + 1, width }
    runs.push(begun)
    open.set(width, begun)
  }
  return runs
}

function continued(open: ReadonlyMap<number, Run>, value: number, text: string): Run | undefined {
  for (const run of open.values())
    if (run.next === value && text === String(value).padStart(run.width, '0')) return run
  return undefined
}
