/** Consecutive numbers; `width` is what they are padded to with zeroes. */
export interface NumberRun {
  readonly from: number
  readonly to: number
  readonly width: number
}

/** Names in short form: texts and lists of alternatives, one after another; the rightmost list counts fastest. */
export interface NamePattern {
  readonly parts: readonly (string | readonly (string | NumberRun)[])[]
  /** How many names it stands for. */
  readonly count: number
}

const MAX_DIGITS = 15

/** `from` up to `to`, padded as `from` is written; a text says why that is no range. */
export function numberRun(from: string, to: string): NumberRun | string {
  if (from.length > MAX_DIGITS || to.length > MAX_DIGITS) return `a number has more than ${MAX_DIGITS} digits`
  const run = { from: Number(from), to: Number(to), width: from.startsWith('0') ? from.length : 0 }
  return run.from > run.to ? `the range runs backwards, from ${from} to ${to}` : run
}

/** A pattern of these parts, with its names counted. */
export function namePattern(parts: NamePattern['parts']): NamePattern {
  const counts = parts.map((part) => (typeof part === 'string' ? 1 : sum(part.map(alternatives))))
  return { parts, count: counts.reduce((product, count) => product * count, 1) }
}

/** The names that a pattern stands for, in the order written. */
export function* patternNames(pattern: NamePattern): Generator<string> {
  yield* combined(pattern.parts, 0, '')
}

/** The values of one list of alternatives. */
export function* alternativeTexts(part: readonly (string | NumberRun)[]): Generator<string> {
  for (const item of part) {
    if (typeof item === 'string') yield item
    else
      for (let number = item.from; number <= item.to; number++) yield String(number).padStart(item.width, '0')
  }
}

function* combined(parts: NamePattern['parts'], index: number, head: string): Generator<string> {
  const part = parts[index]
  if (part === undefined) yield head
  else if (typeof part === 'string') yield* combined(parts, index + 1, head + part)
  else if (index === parts.length - 1) for (const text of alternativeTexts(part)) yield head + text
  else for (const text of alternativeTexts(part)) yield* combined(parts, index + 1, head + text)
}

function alternatives(item: string | NumberRun): number {
  return typeof item === 'string' ? 1 : item.to - item.from + 1
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
