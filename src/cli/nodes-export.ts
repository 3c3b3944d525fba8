import { Command } from 'commander'
import { declarationText } from '../nodes/declare/declaration-text.ts'
import type { CliContext } from './context.ts'
import { nodesOf, openContextStore } from './nodes-store.ts'

const EXAMPLES = `
Examples:
  hwctl nodes export > nodes.yaml
  hwctl nodes export compute
  hwctl nodes export --with-secrets > backup.yaml     restores together with the key file of the home folder

Sealed passwords are left out. With --with-secrets they are written as they are sealed: nobody can read them
without the key file, and they are taken back only for the same nodes and with the same key.
`

/** `hwctl nodes export`: the node store as a file for `apply`. */
export function exportCommand(context: CliContext): Command {
  return new Command('export')
    .description(
      'Write nodes as YAML that "hwctl nodes apply" takes; without a noderange, groups and defaults too.',
    )
    .argument('[noderange]')
    .option('--with-secrets', 'also write passwords, sealed as they are')
    .addHelpText('after', EXAMPLES)
    .action((noderange: string | undefined, options: { readonly withSecrets?: true }) => {
      using store = openContextStore(context)
      const isAll = noderange === undefined
      const { text, leftOut } = declarationText(
        {
          nodes: store.nodes.records(isAll ? undefined : nodesOf(store, noderange, context)),
          groups: isAll ? store.dynamicGroups.all() : new Map(),
          defaults: isAll ? store.defaults.all() : new Map(),
        },
        options.withSecrets === true,
      )
      context.stdout.write(text)
      if (leftOut > 0)
        context.stderr.write(
          `${leftOut} sealed ${leftOut === 1 ? 'password is' : 'passwords are'} left out; --with-secrets writes them\n`,
        )
    })
}
