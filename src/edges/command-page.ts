import type { Command, OptionSpec } from '../core/command.ts'
import { usageText } from './usage.ts'

/** The page of a command for `docs/commands/`, from the data that the command is parsed by. */
export function commandPage(command: Command, runOptions: readonly OptionSpec[]): string {
  return [
    `# ${command.name}`,
    '',
    `${command.summary}. Also \`hwctl ${command.name}\`, and \`hwctl ${command.name.slice(1)}\`.`,
    '',
    '```',
    usageText(command, runOptions).trimEnd(),
    '```',
    '',
    'What `--json` prints is in [json.md](../json.md); what is not as in xCAT, in [differences-from-xcat.md](../differences-from-xcat.md).',
    '',
  ].join('\n')
}
