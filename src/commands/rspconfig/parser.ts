import {
  type OptionSpec,
  type ParsedWords,
  type Shown,
  usageError,
  type WordSpec,
} from '../../core/command.ts'

/** One group of words of `rspconfig`, with everything that the command needs to know of it. */
export interface RspconfigParser {
  /** The words that are this parser's, without what may follow a `=`. */
  readonly words: readonly WordSpec[]
  readonly options: readonly OptionSpec[]
  readonly examples: readonly { readonly line: string; readonly does: string }[]
  /**
   * Given every word of the command, as soon as one of them is this parser's.
   * @throws HwctlError `usage`
   */
  parse(words: ParsedWords): Shown
}

/** A word without its value: `ip` of `ip=10.0.0.1`. */
export function keyOf(word: string): string {
  return word.split('=', 1)[0] ?? ''
}

/** A misspelt `admin_passwd=`, or a `password=` without its `useradd=`. */
const MAY_BE_PASSWORD = /p\w*w/i

/** The error for a word that nobody understands; what may be a password is not repeated. */
export function unsupportedWord(word: string, allowed?: readonly string[]) {
  const key = keyOf(word)
  const shown = word !== key && MAY_BE_PASSWORD.test(key) ? `${key}=xxxxxx` : word
  return usageError(`Unsupported command: rspconfig ${shown}`, allowed)
}
