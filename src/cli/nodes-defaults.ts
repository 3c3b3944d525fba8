import { Command } from 'commander'
import { alteredAttributes } from '../nodes/alteration.ts'
import { defaultValues } from '../nodes/declare/read-declaration.ts'
import { type DefaultScope, defaultScope } from '../nodes/default-scope.ts'
import { parseEdits } from '../nodes/edits.ts'
import { mistake } from '../nodes/mistake.ts'
import { shownPassword } from '../nodes/secrets/password-text.ts'
import { sameAttributes } from '../nodes/store-plan.ts'
import type { CliContext } from './context.ts'
import { columns } from './nodes-columns.ts'
import { passwordInput } from './nodes-password.ts'
import { planText } from './nodes-plan-text.ts'
import { openContextStore } from './nodes-store.ts'
import { writePlan } from './nodes-write.ts'

const SCOPES = 'all, protocol=NAME or group=NAME'
const EXAMPLES = `
Examples:
  hwctl nodes defaults set protocol=redfish username=admin password=env:BMC_PASSWORD
  hwctl nodes defaults set group=old tlslevel=0
  hwctl nodes defaults rm group=old

The most special one wins: the node itself, then its groups in their order, then its protocol, then all.
`

/** `hwctl nodes defaults`: what holds where a node says nothing. */
export function defaultsCommand(context: CliContext): Command {
  return new Command('defaults')
    .description('Values for nodes that have none of their own, as in the passwd table of xCAT.')
    .helpCommand(false)
    .addCommand(list(context))
    .addCommand(set(context))
    .addCommand(rm(context))
    .addHelpText('after', EXAMPLES)
}

function list(context: CliContext): Command {
  return new Command('list').description('List all defaults. Passwords are never shown.').action(() => {
    using store = openContextStore(context)
    const rows = Array.from(store.defaults.all(), ([scope, attributes]) =>
      Array.from(attributes, ([key, value]) => [
        scope,
        key,
        key === 'password' ? shownPassword(value) : value,
      ]),
    )
    context.stdout.write(columns(['SCOPE', 'ATTRIBUTE', 'VALUE'], rows.flat()))
  })
}

function set(context: CliContext): Command {
  return new Command('set')
    .description('Set defaults.')
    .argument('<scope>', SCOPES)
    .argument('<attributes...>', 'ATTRIBUTE=VALUE, or ATTRIBUTE= for none')
    .addHelpText('after', EXAMPLES)
    .action(async (text: string, words: readonly string[]) => {
      const scope = checkedScope(text)
      const values = defaultValues(scope, await parseEdits(words, passwordInput(context)))
      using store = openContextStore(context)
      const plan = writePlan(store, false, (sealer) => {
        const before = store.defaults.all().get(scope) ?? new Map()
        const after = alteredAttributes(before, values, `default:${scope}`, sealer)
        return {
          nodes: [],
          groups: [],
          defaults: sameAttributes(before, after) ? [] : [{ scope, before, after }],
          unchanged: 0,
        }
      })
      context.stdout.write(planText(plan))
    })
}

function rm(context: CliContext): Command {
  return new Command('rm')
    .description('Remove defaults: all of a scope, or only the attributes named.')
    .argument('<scope>', SCOPES)
    .argument('[attributes...]')
    .addHelpText(
      'after',
      '\nExamples:\n  hwctl nodes defaults rm group=old\n  hwctl nodes defaults rm all password',
    )
    .action((text: string, attributes: readonly string[]) => {
      const scope = checkedScope(text)
      using store = openContextStore(context)
      store.write(() => {
        const before = store.defaults.all().get(scope)
        const missing = attributes.find((key) => !before?.has(key))
        if (before === undefined || missing !== undefined)
          throw mistake(`There is no default ${missing === undefined ? '' : `of ${missing} `}for ${scope}`)
        const kept = [...before].filter(([key]) => attributes.length > 0 && !attributes.includes(key))
        store.defaults.put(scope, new Map(kept))
      })
    })
}

function checkedScope(text: string): DefaultScope {
  const found = defaultScope(text)
  if ('problem' in found) throw mistake(found.problem)
  return found.scope
}
