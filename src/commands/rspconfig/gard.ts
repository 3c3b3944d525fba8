import { show, usageError } from '../../core/command.ts'
import { Gard } from '../../hwctl/managers/gard.ts'
import type { RspconfigParser } from './parser.ts'

/** `rspconfig gard -c`: clears the GARD records of a BMC. */
export default {
  words: [{ word: 'gard', summary: 'gard -c clears the records of parts that are kept out of use' }],
  options: [{ name: 'clear', short: 'c', summary: 'with dump ID or dump all, and with gard: take away' }],
  examples: [{ line: 'n7 gard -c', does: 'parts that failed are tried again at the next boot' }],
  parse({ operands, options }) {
    if (operands.length > 1 || options.size > (options.has('clear') ? 1 : 0) + runOptions(options))
      throw usageError('Clear GARD cannot be issued with other options.')
    if (operands[0] !== 'gard' || !options.has('clear'))
      throw usageError('Invalid parameter for rspconfig gard')
    return show(Gard.clear(), { result: () => ['GARD cleared'] })
  },
} satisfies RspconfigParser

/** Options of rspconfig that are not gard's: all others are about the run. */
const OTHERS = ['list', 'generate', 'download', 'into', 'ssh-port', 'key']

function runOptions(options: ReadonlyMap<string, unknown>): number {
  return [...options.keys()].filter((name) => name !== 'clear' && !OTHERS.includes(name)).length
}
