import { createRequire } from 'node:module'
import type { RE2JS } from 're2js'
import { mistake } from './mistake.ts'

/** A regular expression that takes time in proportion to the text, whatever the pattern. */
export interface LinearPattern {
  readonly source: string
  /** True when the pattern is found anywhere in the text. */
  occursIn(text: string): boolean
  /** True when the pattern is the whole text. */
  isWhole(text: string): boolean
}

const MAX_PATTERN_LENGTH = 1000

/** Loaded when the first pattern comes: most command lines have none, and are to start in a blink. */
function re2(): typeof import('re2js') {
  return createRequire(import.meta.url)('re2js')
}

/** A pattern in RE2's language; look-around and back-references are not part of it. */
export function linearPattern(source: string): LinearPattern {
  if (source.length > MAX_PATTERN_LENGTH)
    throw mistake(
      `A regular expression has at most ${MAX_PATTERN_LENGTH} characters, this one has ${source.length}`,
    )
  const anywhere = compiled(source, source)
  const whole = compiled(`^(?:${source})$`, source)
  return { source, occursIn: (text) => anywhere.test(text), isWhole: (text) => whole.test(text) }
}

function compiled(pattern: string, source: string): RE2JS {
  try {
    return re2().RE2JS.compile(pattern)
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error)
    throw mistake(`The regular expression ${source} is not understood: ${reason}`)
  }
}
