import { commandNames, loadCommand } from '../commands/registry.ts'
import { type OptionSpec, type ParsedWords, parseWords, usageError, type View } from '../core/command.ts'
import type { Invocation } from '../core/runner.ts'

/** Options that every command understands, because they are about the run and not about the hardware. */
export const RUN_OPTIONS = [
  { name: 'verbose', short: 'V', summary: 'show each HTTP exchange too, on stderr, with secrets masked' },
  { name: 'fanout', value: 'N', summary: 'work on N nodes at the same time (default 2048)' },
  {
    name: 'timeout',
    value: 'SECONDS',
    summary: 'end the whole run after SECONDS; what was not reached is named',
  },
  { name: 'at-once', value: 'N', summary: 'the same as --fanout' },
  {
    name: 'wave',
    value: 'SIZES',
    summary: 'begin with few: --wave 1,10,50% is one node, then 10, then half of all, then the rest',
  },
  {
    name: 'max-failures',
    value: 'N|N%',
    summary: 'once more nodes than this have failed, begin no further one',
  },
  { name: 'retry-unreachable', summary: 'ask BMCs too that are known not to answer' },
  { name: 'plan', summary: 'show which nodes and which requests it would be; send nothing' },
  { name: 'json', summary: 'one event a line, as JSON' },
  {
    name: 'agent',
    value: 'SOCKET',
    summary: 'have it done by the agent that listens there (or: HWCTL_AGENT)',
  },
  { name: 'no-agent', summary: 'do it in this process, with no agent (or: HWCTL_AGENT=none)' },
  { name: 'collate', summary: 'fold identical answers: n[001-510]: on' },
] as const satisfies readonly OptionSpec[]

/** What an operator's words came to. */
export interface Parsed {
  readonly invocation: Invocation
  readonly view: View
  readonly isJob?: boolean
  /** The words taken apart, with the options about the run still in. */
  readonly words: ParsedWords
}

/**
 * Words to a call; the one way in for the command line, the agent's socket and whatever comes later.
 * @throws HwctlError `usage`
 */
export async function parse(commandName: string, words: readonly string[]): Promise<Parsed> {
  const command = await loadCommand(commandName)
  if (!command) throw usageError(`Unsupported command: ${commandName}`, commandNames())
  const parsed = parseWords(words, [...command.options, ...RUN_OPTIONS])
  const { call, view, isJob = false } = await command.parse(parsed)
  return { invocation: { command: command.name, words, call }, view, isJob, words: parsed }
}
