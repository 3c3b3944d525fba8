import { type RspconfigParser, unsupportedWord } from './parser.ts'

/** `rspconfig sshcfg`: SSH keys of a BMC. */
export default {
  words: [{ word: 'sshcfg', summary: 'put the SSH key of this host onto the BMC' }],
  options: [],
  examples: [],
  parse({ operands }) {
    throw unsupportedWord(operands.join(' '))
  },
} satisfies RspconfigParser
