import { Command, CommanderError } from 'commander'
import { commandNames, loadCommand } from '../commands/registry.ts'
import { usageError } from '../core/command.ts'
import type { CliContext } from './context.ts'
import { EndedWith, EXIT } from './exit-code.ts'
import { OWN_COMMANDS } from './own-commands.ts'
import { VERSION } from './version.ts'

/** Runs `hwctl WORDS…` for what is not a hardware command. */
export async function program(words: readonly string[], context: CliContext): Promise<number> {
  const root = new Command('hwctl').description('Hardware control for fleets of servers, through their BMCs.')
  quietly(root, context)
  root.version(VERSION, '-v, --version').helpCommand(false).usage('COMMAND ...')
  const [name] = words
  if (name === undefined || name === '-h' || name === '--help') {
    const text = await overview()
    ;(name ? context.stdout : context.stderr).write(text)
    return name ? EXIT.ok : EXIT.usage
  }
  if (!name.startsWith('-')) root.addCommand(await own(name, context))
  try {
    await root.parseAsync([...words], { from: 'user' })
    return EXIT.ok
  } catch (thrown) {
    if (thrown instanceof EndedWith) return thrown.code
    if (!(thrown instanceof CommanderError)) throw thrown
    return thrown.exitCode === 0 ? EXIT.ok : EXIT.usage
  }
}

async function own(name: string, context: CliContext): Promise<Command> {
  const found = OWN_COMMANDS.find((command) => command.name === name)
  if (!found)
    throw usageError(`Unknown command: hwctl ${name}`, [
      ...commandNames(),
      ...OWN_COMMANDS.map((own) => own.name),
    ])
  const make = await found.load()
  const command = make(context)
  quietly(command, context)
  return command
}

/** commander writes where it is told and throws instead of ending the process, all the way down. */
function quietly(command: Command, context: CliContext): void {
  command.exitOverride()
  command.configureOutput({
    writeOut: (text) => context.stdout.write(text),
    writeErr: (text) => context.stderr.write(text),
  })
  for (const child of command.commands) quietly(child, context)
}

async function overview(): Promise<string> {
  const hardware = await Promise.all(commandNames().map((name) => loadCommand(name)))
  const rows = [
    ...hardware.flatMap((command) => (command ? [[command.name, command.summary] as const] : [])),
    ...OWN_COMMANDS.map(({ name, summary }) => [name, summary] as const),
  ]
  const lines = rows.map(([name, summary]) => `  ${name.padEnd(12)} ${summary}`)
  return [
    'Usage: hwctl COMMAND ...',
    '',
    'Hardware control for fleets of servers, through their BMCs.',
    '',
    ...lines,
    '',
    'Examples:',
    "  hwctl nodes add 'n[001-512]' bmc='10.1.{0-1}.{0-255}' username=root password=- groups=rack1",
    "  hwctl rpower 'n[001-512]' stat --collate",
    '  hwctl power rack1,-n007 off',
    '  hwctl rsetboot n007 net',
    '',
    'hwctl COMMAND --help tells more. Hardware commands also go by their own name (rpower n1 stat) and without the r (hwctl power n1 stat).',
    'Exit codes: 0 done; 1 some nodes failed; 2 the words made no sense, nothing was sent; 3 every node failed; 130 interrupted.',
    'Under the r* names: 0 done, 1 anything else, as in xCAT.',
    '',
  ].join('\n')
}
