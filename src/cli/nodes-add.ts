import { Command } from 'commander'
import type { NodeName } from '../core/node.ts'
import { alteredNode } from '../nodes/alteration.ts'
import { alterationFor, checkCounts, type Edit, parseEdits } from '../nodes/edits.ts'
import { mistake } from '../nodes/mistake.ts'
import type { NodeRecord } from '../nodes/node-record.ts'
import type { NodeStore } from '../nodes/node-store.ts'
import { foldNames } from '../nodes/noderange/fold.ts'
import { makeNames } from '../nodes/noderange/make-names.ts'
import { type NodeChange, sameNode } from '../nodes/store-plan.ts'
import type { CliContext } from './context.ts'
import { passwordInput } from './nodes-password.ts'
import { openContextStore } from './nodes-store.ts'
import { sayPlan, writePlan } from './nodes-write.ts'

interface AddOptions {
  readonly update?: true
  readonly plan?: true
}

const EXAMPLES = `
Examples:
  hwctl nodes add 'n[001-512]' bmc='10.1.{0-1}.{0-255}' username=root groups=compute,rack1
  hwctl nodes add m7 bmc=m7-bmc.example.com:8443 protocol=redfish username=admin password=-
  hwctl nodes add 'n[1-40]' bmc='{}-bmc' rack='r{1-4}-{01-10}' --plan

Braces count along with the nodes in natural order, the rightmost fastest; {} is the node's name.
password=- asks for the password, or reads it from standard input. A password written on the command
line can be seen by others in the list of processes.
`

/** `hwctl nodes add`: new nodes. */
export function addCommand(context: CliContext): Command {
  return new Command('add')
    .description('Define new nodes.')
    .argument('<names>', 'names written out: n7, n[001-512], n1-n10, a,b')
    .argument('[attributes...]', 'ATTRIBUTE=VALUE')
    .option('--update', 'change the nodes that are there already')
    .option('--plan', 'only show what would change')
    .addHelpText('after', EXAMPLES)
    .action(async (written: string, words: readonly string[], options: AddOptions) => {
      const names = makeNames(written)
      const edits = await parseEdits(words, passwordInput(context))
      checkCounts(edits, names.length)
      using store = openContextStore(context)
      const plan = writePlan(store, options.plan === true, (sealer) => {
        const there = existing(store, names, options.update === true)
        const nodes = names.flatMap((name, index): NodeChange[] => {
          const before = there.get(name)
          const start = before ?? { name, groups: [], attributes: new Map() }
          const after = alteredNode(start, alterationFor(edits, name, index), sealer)
          if (before === undefined) return [{ after }]
          return sameNode(before, after) ? [] : [{ before, after }]
        })
        return { nodes, defaults: [], groups: [], unchanged: names.length - nodes.length }
      })
      if (options.plan) sayPlan(plan, true, context)
      else context.stdout.write(summary(names, plan.nodes, edits))
    })
}

function existing(
  store: NodeStore,
  names: readonly NodeName[],
  mayUpdate: boolean,
): ReadonlyMap<string, NodeRecord> {
  const there = new Map(store.nodes.records(names).map((node) => [node.name, node]))
  if (there.size > 0 && !mayUpdate)
    throw mistake(
      `There already: ${foldNames(there.keys())}; --update changes them, and nothing was changed now`,
    )
  return there
}

function summary(names: readonly NodeName[], changes: readonly NodeChange[], edits: readonly Edit[]): string {
  const added = changes.flatMap(({ before, after }) => (before === undefined && after ? [after.name] : []))
  const lines = [
    `${added.length} ${added.length === 1 ? 'node' : 'nodes'} added${added.length > 0 ? `: ${foldNames(added)}` : ''}`,
  ]
  const changed = changes.length - added.length
  if (added.length < names.length)
    lines.push(`${changed} changed, ${names.length - changes.length} unchanged`)
  if (edits.length === 0)
    lines.push('They have no attributes yet: hwctl nodes set NODERANGE bmc=... username=...')
  return `${lines.join('\n')}\n`
}
