import { type RspconfigParser, unsupportedWord } from './parser.ts'

/** `rspconfig dump`: the dumps that a BMC keeps of itself. */
export default {
  words: [{ word: 'dump', summary: 'dumps of the BMC' }],
  options: [],
  examples: [],
  parse({ operands }) {
    throw unsupportedWord(operands.join(' '))
  },
} satisfies RspconfigParser
