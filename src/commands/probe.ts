import { type Command, show, usageError } from '../core/command.ts'
import { Probe } from '../hwctl/managers/probe.ts'
import { everyAsk } from './probe/asks.ts'
import { tableLines } from './probe/table.ts'

/** `hwctl probe`: what machines are, and what can be done with them. */
export default {
  name: 'probe',
  summary: 'Show what nodes are and what each command can do there; nothing is changed',
  words: [],
  options: [],
  examples: [
    { line: 'n7', does: 'protocol, model, firmware, what each command can do and why not, and quirks of n7' },
    { line: 'all --collate', does: 'the same for all, identical machines folded' },
    { line: 'n7 --json', does: 'the same for programs' },
  ],
  async parse({ operands }) {
    if (operands.length > 0) throw usageError(`probe takes no more words: ${operands.join(' ')}`)
    return show(Probe.look({ asks: await everyAsk('probe') }), { result: tableLines })
  },
} satisfies Command
