import { type RspconfigParser, unsupportedWord } from './parser.ts'

/** `rspconfig gard`: GARD records of a BMC. */
export default {
  words: [{ word: 'gard', summary: 'clear the records of parts that are kept out of use' }],
  options: [],
  examples: [],
  parse({ operands }) {
    throw unsupportedWord(operands.join(' '))
  },
} satisfies RspconfigParser
