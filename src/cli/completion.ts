import { Argument, Command } from 'commander'
import { RUN_OPTIONS } from '../broker/parse.ts'
import { commandNames, loadCommand } from '../commands/registry.ts'
import { completeNames, lastAtom } from '../nodes/completion.ts'
import { openHome } from '../nodes/home.ts'
import { openStore } from '../nodes/node-store.ts'
import type { CliContext } from './context.ts'
import { OWN_COMMANDS } from './own-commands.ts'

/** `hwctl completion bash|zsh`: a script for the shell, which asks `hwctl completion words` what may come next. */
export function completionCommand(context: CliContext): Command {
  const root = new Command('completion')
    .enablePositionalOptions()
    .description(
      'Print a completion script for the shell: commands, their words and options, groups and node names.',
    )
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh']))
    .addHelpText(
      'after',
      '\nExamples:\n  source <(hwctl completion bash)      in ~/.bashrc\n  source <(hwctl completion zsh)       in ~/.zshrc',
    )
    .action((shell: 'bash' | 'zsh') => {
      context.stdout.write(
        SCRIPTS[shell]([...commandNames().filter((name) => name.startsWith('r')), 'hwctl']),
      )
    })
  const words = new Command('words')
    .argument('[words...]', 'the line so far, the last word being the one to complete')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (line: readonly string[]) => {
      for (const candidate of await candidates(line, context)) context.stdout.write(`${candidate}\n`)
    })
  return root.addCommand(words, { hidden: true })
}

const SCRIPTS = {
  bash: (names: readonly string[]) => `_hwctl() {
  local IFS=$'\\n'
  COMPREPLY=($(hwctl completion words -- "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null))
}
complete -o nospace -F _hwctl ${names.join(' ')}
`,
  zsh: (names: readonly string[]) => `_hwctl() {
  local -a found
  found=("\${(@f)$(hwctl completion words -- "\${words[@]:0:$CURRENT}" 2>/dev/null)}")
  compadd -Q -S '' -- $found
}
compdef _hwctl ${names.join(' ')}
`,
} as const

/** What may stand for the last word of the line; a finished word ends in a space. */
export async function candidates(line: readonly string[], context: CliContext): Promise<readonly string[]> {
  const [first = '', ...rest] = line[0] === 'hwctl' ? line.slice(1) : line
  if (rest.length === 0 && line[0] === 'hwctl')
    return matching([...commandNames(), ...OWN_COMMANDS.map(({ name }) => name)], first)
  const command = await loadCommand(first)
  const last = rest.at(-1) ?? ''
  if (!command) return ofOwnCommand(first, rest, context)
  if (rest.length <= 1) return names(last, context)
  if (last.startsWith('-'))
    return matching(
      [...command.options, ...RUN_OPTIONS].map(({ name }) => `--${name}`),
      last,
    )
  return matching(
    command.words.map(({ word }) => word),
    last,
  )
}

/** Sub-commands, options and noderanges of hwctl's own commands. */
async function ofOwnCommand(
  name: string,
  words: readonly string[],
  context: CliContext,
): Promise<readonly string[]> {
  const own = OWN_COMMANDS.find((command) => command.name === name)
  if (!own) return []
  const last = words.at(-1) ?? ''
  const command = words
    .slice(0, -1)
    .reduce(
      (inner, word) => inner.commands.find((child) => child.name() === word) ?? inner,
      (await own.load())(context),
    )
  if (last.startsWith('-'))
    return matching(
      command.options.flatMap(({ long }) => long ?? []),
      last,
    )
  const below = command
    .createHelp()
    .visibleCommands(command)
    .map((child) => child.name())
  if (below.length > 0) return matching(below, last)
  const wants = (name: string) => command.registeredArguments.some((argument) => argument.name() === name)
  if (wants('job')) return matching((await import('./job-number.ts')).jobNumbers(context), last)
  return wants('noderange') ? names(last, context) : []
}

function matching(words: readonly string[], prefix: string): readonly string[] {
  return words.filter((word) => word.startsWith(prefix)).map((word) => `${word} `)
}

function names(prefix: string, context: CliContext): readonly string[] {
  using store = openStore(openHome(context.env))
  const { before, atom } = lastAtom(prefix)
  return completeNames(store, atom).map((name) => before + name)
}
