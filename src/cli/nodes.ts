import { Command } from 'commander'
import type { CliContext } from './context.ts'
import { addCommand } from './nodes-add.ts'
import { applyCommand } from './nodes-apply.ts'
import { defaultsCommand } from './nodes-defaults.ts'
import { exportCommand } from './nodes-export.ts'
import { groupsCommand } from './nodes-groups.ts'
import { importXcatCommand } from './nodes-import-xcat.ts'
import { listCommand } from './nodes-list.ts'
import { rmCommand } from './nodes-rm.ts'
import { setCommand } from './nodes-set.ts'
import { showCommand } from './nodes-show.ts'

const MAKERS = [
  listCommand,
  showCommand,
  addCommand,
  setCommand,
  rmCommand,
  defaultsCommand,
  groupsCommand,
  applyCommand,
  exportCommand,
  importXcatCommand,
]

/** `hwctl nodes`: who the machines are. */
export function nodesCommand(context: CliContext): Command {
  const command = new Command('nodes')
    .description('Define nodes, show them, import them from xCAT')
    .helpCommand(false)
  for (const make of MAKERS) command.addCommand(make(context))
  return command.addHelpText('after', EXAMPLES)
}

const EXAMPLES = `
Examples:
  hwctl nodes add 'n[001-512]' bmc='10.1.{0-1}.{0-255}' username=root groups=compute
  hwctl nodes set compute password=-            asks for the password
  hwctl nodes defaults set all password=env:BMC_PASSWORD
  hwctl nodes list compute,-n7
  hwctl nodes apply -f nodes.yaml --plan
`
