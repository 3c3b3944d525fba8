import { Command } from 'commander'
import { isKnownAttribute, KNOWN_ATTRIBUTES } from '../nodes/attribute.ts'
import type { NodeRecord, NodeStatusRecord } from '../nodes/node-record.ts'
import { shownPassword } from '../nodes/secrets/password-text.ts'
import { foundProtocol, groupsOf, type Origin, type Rules, standing } from '../nodes/standing.ts'
import type { CliContext } from './context.ts'
import { nodesOf, openContextStore } from './nodes-store.ts'

interface Shown {
  readonly key: string
  readonly value: string
  readonly from: Origin | 'by attribute'
}

/** `hwctl nodes show`: every value of a node, and where it was written. */
export function showCommand(context: CliContext): Command {
  return new Command('show')
    .description(
      'Show every value that holds for nodes, and where each was written. Passwords are never shown.',
    )
    .argument('<noderange>')
    .option('--json', 'one JSON object for each node')
    .addHelpText('after', '\nExamples:\n  hwctl nodes show n7\n  hwctl nodes show rack==r1 --json')
    .action((noderange: string, options: { readonly json?: true }) => {
      using store = openContextStore(context)
      const rules = store.rules()
      const statuses = store.statuses.all()
      for (const node of store.nodes.records(nodesOf(store, noderange, context))) {
        const shown = [...values(node, rules), ...groups(node, rules)]
        context.stdout.write(
          options.json
            ? asJson(node, shown, statuses.get(node.name))
            : asText(node, shown, statuses.get(node.name)),
        )
      }
    })
}

function values(node: NodeRecord, rules: Rules): readonly Shown[] {
  const tags = new Set([
    ...node.attributes.keys(),
    ...rules.defaults.values().flatMap((attributes) => attributes.keys()),
  ])
  const keys = [...Object.keys(KNOWN_ATTRIBUTES), ...[...tags].filter((key) => !isKnownAttribute(key)).sort()]
  const shown: Shown[] = []
  for (const key of keys) {
    const found = standing(node, key, rules)
    if (found)
      shown.push({
        key,
        value: key === 'password' ? shownPassword(found.value) : found.value,
        from: found.from,
      })
    const spoken =
      key === 'protocol' && found?.value === 'auto'
        ? foundProtocol(node, groupsOf(node, rules), rules.defaults)
        : undefined
    if (spoken !== undefined) shown.push({ key: 'found', value: spoken, from: 'found' })
  }
  return shown
}

function groups(node: NodeRecord, rules: Rules): readonly Shown[] {
  return groupsOf(node, rules).map((value) => ({
    key: 'group',
    value,
    from: node.groups.includes(value) ? 'node' : 'by attribute',
  }))
}

function asText({ name }: NodeRecord, shown: readonly Shown[], status: NodeStatusRecord | undefined): string {
  const width = Math.max(...shown.map(({ value }) => value.length))
  const lines = shown.map(({ key, value, from }) =>
    `  ${key.padEnd(12)} ${value.padEnd(width)}  ${SAID[from] ?? `default for ${from}`}`.trimEnd(),
  )
  if (status) lines.push(`  ${'status'.padEnd(12)} ${status.status} since ${status.at}`)
  return `${[name, ...lines].join('\n')}\n`
}

const SAID: Readonly<Record<string, string>> = {
  node: 'this node',
  found: 'found at the BMC',
  'by attribute': 'by attribute',
  'built-in': 'built in',
}

function asJson({ name }: NodeRecord, shown: readonly Shown[], status: NodeStatusRecord | undefined): string {
  const attributes = shown
    .filter(({ key }) => key !== 'group')
    .map(({ key, value, from }) => [key, { value, from }] as const)
  const groups = shown.filter(({ key }) => key === 'group').map(({ value, from }) => ({ name: value, from }))
  return `${JSON.stringify({ node: name, attributes: Object.fromEntries(attributes), groups, status: status?.status, statustime: status?.at })}\n`
}
