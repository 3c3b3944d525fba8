import { type Command, type OptionSpec, usageError } from '../core/command.ts'
import accounts from './rspconfig/accounts.ts'
import attributes from './rspconfig/attributes.ts'
import dump from './rspconfig/dump.ts'
import gard from './rspconfig/gard.ts'
import { keyOf, type RspconfigParser, unsupportedWord } from './rspconfig/parser.ts'
import sshKey from './rspconfig/ssh-key.ts'

/** The first of them that knows one of the words is given all words: who must stand alone comes before the attributes. */
const PARSERS: readonly RspconfigParser[] = [dump, sshKey, gard, accounts, attributes]

const WORDS = PARSERS.flatMap(({ words }) => words)

/** `rspconfig`: settings of BMCs, and what else is done to a BMC itself. */
export default {
  name: 'rspconfig',
  summary: 'Show and set the configuration of BMCs',
  words: WORDS,
  options: onceEach(PARSERS.flatMap(({ options }) => options)),
  examples: PARSERS.flatMap(({ examples }) => examples),
  parse(words) {
    const allowed = WORDS.map(({ word }) => word)
    const keys = words.operands.map(keyOf)
    if (keys.length === 0) throw usageError('No option specified for rspconfig', allowed)
    const owner = PARSERS.find((parser) => parser.words.some(({ word }) => keys.includes(word)))
    if (!owner) throw unsupportedWord(words.operands[0] ?? '', allowed)
    return owner.parse(words)
  },
} satisfies Command

/** `--clear` goes with more than one word. */
function onceEach(options: readonly OptionSpec[]): readonly OptionSpec[] {
  return [...new Map(options.map((option) => [option.name, option])).values()]
}
