// Writes docs/commands/: one page a command, from the data that the command is parsed by.
import { writeFileSync } from 'node:fs'
import { RUN_OPTIONS } from '../src/broker/parse.ts'
import { commandNames, loadCommand } from '../src/commands/registry.ts'
import { commandPage } from '../src/edges/command-page.ts'

for (const name of commandNames()) {
  const command = await loadCommand(name)
  if (command) writeFileSync(`docs/commands/${name}.md`, commandPage(command, RUN_OPTIONS))
}
