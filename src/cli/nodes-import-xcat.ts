import { Command } from 'commander'
import { planOf } from '../nodes/declare/declaration.ts'
import { inNaturalOrder } from '../nodes/natural-order.ts'
import { isNodeName } from '../nodes/node-name.ts'
import { foldNames } from '../nodes/noderange/fold.ts'
import { importFiles } from '../nodes/xcat/import-files.ts'
import type { Skipped } from '../nodes/xcat/import-report.ts'
import type { CliContext } from './context.ts'
import { inputText } from './nodes-file.ts'
import { openContextStore } from './nodes-store.ts'
import { sayPlan, writePlan } from './nodes-write.ts'

const EXAMPLES = `
Examples:
  lsdef -z all > nodes.stanza && hwctl nodes import-xcat nodes.stanza --plan
  for t in nodelist openbmc nodehm noderes passwd; do tabdump $t > $t.csv; done
  hwctl nodes import-xcat nodelist.csv openbmc.csv nodehm.csv noderes.csv passwd.csv
`

/** `hwctl nodes import-xcat`: takes over what xCAT knows of its nodes. */
export function importXcatCommand(context: CliContext): Command {
  return new Command('import-xcat')
    .description(
      'Import nodes from the output of lsdef -z, or of tabdump openbmc, nodelist, nodehm, noderes, passwd.',
    )
    .argument('<files...>', 'files, told apart by what they hold; - is standard input')
    .option('--plan', 'only show what would change')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: readonly string[], options: { readonly plan?: true }) => {
      const files = await Promise.all(
        paths.map(async (path) => ({ path, text: await inputText(path, context) })),
      )
      using store = openContextStore(context)
      const isPlanOnly = options.plan === true
      let skipped: readonly Skipped[] = []
      const plan = writePlan(store, isPlanOnly, (sealer) => {
        const found = importFiles(files, store)
        skipped = found.skipped
        return planOf(store, found.declaration, { prune: false, sealer })
      })
      sayPlan(plan, isPlanOnly, context)
      context.stdout.write(skippedText(skipped))
    })
}

function skippedText(skipped: readonly Skipped[]): string {
  const lines = Array.from(
    Map.groupBy(skipped, ({ why }) => why),
    ([why, of]) => {
      const names = new Set(of.map((one) => one.of))
      const folded = foldNames([...names].filter(isNodeName))
      const others = inNaturalOrder([...names].filter((name) => !isNodeName(name)))
      return `skipped ${[folded, ...others].filter((name) => name !== '').join(',')}: ${why}\n`
    },
  )
  return lines.join('')
}
