import { Command } from 'commander'
import { planOf } from '../nodes/declare/declaration.ts'
import { readDeclaration } from '../nodes/declare/read-declaration.ts'
import type { CliContext } from './context.ts'
import { inputText } from './nodes-file.ts'
import { openContextStore } from './nodes-store.ts'
import { sayPlan, writePlan } from './nodes-write.ts'

interface ApplyOptions {
  readonly file: string
  readonly plan?: boolean
  readonly prune?: boolean
}

const EXAMPLES = `
Examples:
  hwctl nodes apply -f nodes.yaml --plan     what would change
  hwctl nodes apply -f nodes.yaml
  ssh other hwctl nodes export | hwctl nodes apply -f - --plan

The file:
  defaults:
    all: { username: root, password: env:BMC_PASSWORD }
  groups:
    rack1: rack==r1
  nodes:
    n[001-512]:
      bmc: 10.1.{0-1}.{0-255}
      groups: [compute]
      rack: r{1-8}-{01-64}
`

/** `hwctl nodes apply`: makes the node store be what a file says. */
export function applyCommand(context: CliContext): Command {
  return new Command('apply')
    .description(
      'Define nodes, groups and defaults as a YAML or JSON file says; a second time it changes nothing.',
    )
    .requiredOption('-f, --file <path>', 'the file, or - for standard input')
    .option('--plan', 'only show what would change')
    .option(
      '--prune',
      'also remove what the file does not name; sealed passwords of nodes that it names stay',
    )
    .addHelpText('after', EXAMPLES)
    .action(async ({ file, plan: isPlanOnly = false, prune = false }: ApplyOptions) => {
      const declaration = readDeclaration(await inputText(file, context), file)
      using store = openContextStore(context)
      const plan = writePlan(store, isPlanOnly, (sealer) => planOf(store, declaration, { prune, sealer }))
      sayPlan(plan, isPlanOnly, context)
    })
}
