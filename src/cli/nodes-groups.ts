import { Command } from 'commander'
import { mistake } from '../nodes/mistake.ts'
import { inNaturalOrder } from '../nodes/natural-order.ts'
import { nameProblem } from '../nodes/node-name.ts'
import { parseSelections } from '../nodes/selection.ts'
import { StoreDirectory } from '../nodes/store-directory.ts'
import type { CliContext } from './context.ts'
import { columns } from './nodes-columns.ts'
import { openContextStore } from './nodes-store.ts'

const EXAMPLES = `
Examples:
  hwctl nodes groups list
  hwctl nodes groups set rack1 rack==r1
  hwctl nodes groups set spare 'rack==r1,protocol!=openbmc'     all selections must hold
  hwctl nodes groups rm rack1

Nodes join and leave ordinary groups with: hwctl nodes set NODERANGE groups+=NAME (or groups-=NAME)
`

/** `hwctl nodes groups`: the groups there are, and groups given by attributes. */
export function groupsCommand(context: CliContext): Command {
  return new Command('groups')
    .description('List groups; define groups by the attributes of their nodes.')
    .helpCommand(false)
    .addCommand(list(context))
    .addCommand(set(context))
    .addCommand(rm(context))
    .addHelpText('after', EXAMPLES)
}

function list(context: CliContext): Command {
  return new Command('list')
    .description('List all groups, how many nodes each has, and what gives it.')
    .action(() => {
      using store = openContextStore(context)
      const directory = new StoreDirectory(store)
      const dynamic = store.dynamicGroups.all()
      const names = inNaturalOrder(new Set([...store.nodes.groupNames(), ...dynamic.keys()]))
      const rows = names.map((name) => [
        name,
        String(directory.members(name)?.length ?? 0),
        dynamic.get(name) ?? '',
      ])
      context.stdout.write(columns(['GROUP', 'NODES', 'BY ATTRIBUTE'], rows))
    })
}

function set(context: CliContext): Command {
  return new Command('set')
    .description('Define a group by the attributes of its nodes.')
    .argument('<name>')
    .argument('<selections>', 'such as rack==r1,protocol==openbmc; all must hold')
    .addHelpText('after', EXAMPLES)
    .action((name: string, selections: string) => {
      const problem = nameProblem(name)
      if (problem !== undefined) throw mistake(problem)
      if (parseSelections(selections).length === 0)
        throw mistake('A group needs a selection, such as rack==r1')
      using store = openContextStore(context)
      store.dynamicGroups.put(name, selections)
      const count = new StoreDirectory(store).members(name)?.length ?? 0
      context.stdout.write(`${name} has ${count} ${count === 1 ? 'node' : 'nodes'}\n`)
    })
}

function rm(context: CliContext): Command {
  return new Command('rm')
    .description('Remove a group that is given by attributes; its nodes stay.')
    .argument('<name>')
    .action((name: string) => {
      using store = openContextStore(context)
      if (!store.dynamicGroups.remove(name))
        throw mistake(
          `No group ${name} is given by attributes; nodes leave other groups with: hwctl nodes set NODERANGE groups-=${name}`,
        )
    })
}
