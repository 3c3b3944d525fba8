import { Command } from 'commander'
import { mistake } from '../nodes/mistake.ts'
import { foldNames } from '../nodes/noderange/fold.ts'
import type { CliContext } from './context.ts'
import { nodesOf, openContextStore } from './nodes-store.ts'

/** `hwctl nodes rm`: nodes that are gone. */
export function rmCommand(context: CliContext): Command {
  return new Command('rm')
    .description('Remove nodes. Nothing is sent to their BMCs.')
    .argument('<noderange>')
    .option('-y, --yes', 'do not ask for this option when there are several nodes')
    .addHelpText('after', '\nExamples:\n  hwctl nodes rm n7\n  hwctl nodes rm rack==r1 --yes')
    .action((noderange: string, options: { readonly yes?: true }) => {
      using store = openContextStore(context)
      const names = store.write(() => {
        const found = nodesOf(store, noderange, context)
        if (found.length > 1 && !options.yes && 'isTTY' in context.stdin && context.stdin.isTTY === true)
          throw mistake(
            `This would remove ${found.length} nodes: ${foldNames(found)}; if that is meant, add --yes`,
          )
        store.nodes.remove(found)
        return found
      })
      const shown = names.length === 0 ? '' : `: ${foldNames(names)}`
      context.stdout.write(`${names.length} ${names.length === 1 ? 'node' : 'nodes'} removed${shown}\n`)
    })
}
