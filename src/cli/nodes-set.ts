import { Command } from 'commander'
import { alteredNode } from '../nodes/alteration.ts'
import { alterationFor, checkCounts, parseEdits } from '../nodes/edits.ts'
import { mistake } from '../nodes/mistake.ts'
import { type NodeChange, sameNode } from '../nodes/store-plan.ts'
import type { CliContext } from './context.ts'
import { passwordInput } from './nodes-password.ts'
import { nodesOf, openContextStore } from './nodes-store.ts'
import { sayPlan, writePlan } from './nodes-write.ts'

const EXAMPLES = `
Examples:
  hwctl nodes set n7 bmc=10.1.0.7 rack=r1
  hwctl nodes set compute password=env:BMC_PASSWORD
  hwctl nodes set 'n[1-256]' bmc='10.1.0.{0-255}'
  hwctl nodes set n7 rack=                      takes rack away
  hwctl nodes set rack==r1 groups+=maintenance  groups-=maintenance leaves again
  hwctl nodes set n7 protocol=auto              forgets what was found at its BMC
`

/** `hwctl nodes set`: other values for nodes that are there. */
export function setCommand(context: CliContext): Command {
  return new Command('set')
    .description('Change attributes of nodes.')
    .argument('<noderange>')
    .argument('<attributes...>', 'ATTRIBUTE=VALUE, ATTRIBUTE= (none), groups+=NAME, groups-=NAME')
    .option('--plan', 'only show what would change')
    .addHelpText('after', EXAMPLES)
    .action(async (noderange: string, words: readonly string[], options: { readonly plan?: true }) => {
      const edits = await parseEdits(words, passwordInput(context))
      using store = openContextStore(context)
      const isPlanOnly = options.plan === true
      const plan = writePlan(store, isPlanOnly, (sealer) => {
        const names = nodesOf(store, noderange, context)
        if (names.length === 0) throw mistake(`No node is in ${noderange}`)
        checkCounts(edits, names.length)
        const nodes = store.nodes.records(names).flatMap((before, index): NodeChange[] => {
          const after = alteredNode(before, alterationFor(edits, before.name, index), sealer)
          return sameNode(before, after) ? [] : [{ before, after }]
        })
        if (!isPlanOnly && edits.some(({ key }) => key === 'protocol')) store.foundProtocols.forget(names)
        return { nodes, defaults: [], groups: [], unchanged: names.length - nodes.length }
      })
      if (isPlanOnly) sayPlan(plan, true, context)
      else
        context.stdout.write(
          `${plan.nodes.length} ${plan.nodes.length === 1 ? 'node' : 'nodes'} changed, ${plan.unchanged} unchanged\n`,
        )
    })
}
