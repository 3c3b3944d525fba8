import { Command } from 'commander'
import type { CliContext } from './context.ts'
import { addServiceNodeCommand, removeServiceNodeCommand } from './servicenodes-add.ts'
import { initCommand } from './servicenodes-init.ts'
import { approveCommand, listServiceNodesCommand } from './servicenodes-list.ts'

const EXAMPLES = `
Examples:
  hwctl servicenodes                            who is there, and how each stands
  hwctl servicenodes init --host mn.example     once: what NATS and this broker need
  hwctl servicenodes add sn1 > sn1.join         what the service node needs; bring it there
  hwctl agent --join tls://mn.example:4222 --name sn1 --creds sn1.join     there
  hwctl servicenodes approve sn1                after its key was compared
`

/** `hwctl servicenodes`: machines that reach BMCs in the broker's place. */
export function servicenodesCommand(context: CliContext): Command {
  return new Command('servicenodes')
    .description('Service nodes: set up, show, approve')
    .helpCommand(false)
    .addCommand(listServiceNodesCommand(context), { isDefault: true })
    .addCommand(initCommand(context))
    .addCommand(addServiceNodeCommand(context))
    .addCommand(removeServiceNodeCommand(context))
    .addCommand(approveCommand(context))
    .addHelpText('after', EXAMPLES)
}
