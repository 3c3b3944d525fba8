import type { Command, OptionSpec } from '../core/command.ts'
import { calledAs, usageText } from './usage.ts'

/** The page of a command for `docs/commands/`, from the data that the command is parsed by. */
export function commandPage(command: Command, runOptions: readonly OptionSpec[]): string {
  return [
    `# ${command.name}`,
    '',
    `${command.summary}. ${names(command)}`,
    '',
    '```',
    usageText(command, runOptions).trimEnd(),
    '```',
    '',
    'What `--json` prints is in [json.md](../json.md); what is not as in xCAT, in [differences-from-xcat.md](../differences-from-xcat.md).',
    '',
  ].join('\n')
}

/** Commands of hwctl's own are not called by their name alone. */
function names(command: Command): string {
  const { name } = command
  if (calledAs(command) !== name) return `Called as \`${calledAs(command)}\`.`
  return `Also \`hwctl ${name}\`, and \`hwctl ${name.slice(1)}\`.`
}
