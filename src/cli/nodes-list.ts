import { Command } from 'commander'
import { mistake } from '../nodes/mistake.ts'
import type { NodeRecord, NodeStatusRecord } from '../nodes/node-record.ts'
import { shownPassword } from '../nodes/secrets/password-text.ts'
import { foundProtocol, groupsOf, type Rules, standing } from '../nodes/standing.ts'
import type { CliContext } from './context.ts'
import { columns } from './nodes-columns.ts'
import { nodesOf, openContextStore } from './nodes-store.ts'

const USUAL_COLUMNS = 'node,bmc,protocol,groups,status'
const JSON_KEYS = [
  'bmc',
  'port',
  'protocol',
  'username',
  'password',
  'system',
  'tls',
  'tlslevel',
  'servicenode',
]

/** What a list says of one node. */
interface Listed {
  readonly node: NodeRecord
  readonly status: NodeStatusRecord | undefined
  readonly rules: Rules
}

/** `hwctl nodes list`: one line for each node. */
export function listCommand(context: CliContext): Command {
  return new Command('list')
    .description(
      'List nodes with the values that hold for them, defaults included. Passwords are never shown.',
    )
    .argument('[noderange]', 'which nodes', 'all')
    .option(
      '-c, --columns <names>',
      'what to show, comma separated: attributes, tags, node, groups, status',
      USUAL_COLUMNS,
    )
    .option('--json', 'one JSON object for each node')
    .addHelpText(
      'after',
      '\nExamples:\n  hwctl nodes list\n  hwctl nodes list compute,rack==r1 -c node,bmc,rack\n  hwctl nodes list --json | jq -r .bmc',
    )
    .action((noderange: string, options: { readonly columns: string; readonly json?: true }) => {
      using store = openContextStore(context)
      const names = noderange === 'all' ? undefined : nodesOf(store, noderange, context)
      const rules = store.rules()
      const statuses = store.statuses.all()
      const listed = store.nodes
        .records(names)
        .map((node) => ({ node, rules, status: statuses.get(node.name) }))
      if (options.json) context.stdout.write(listed.map((one) => `${JSON.stringify(asJson(one))}\n`).join(''))
      else context.stdout.write(asColumns(listed, options.columns.split(',')))
    })
}

function asColumns(listed: readonly Listed[], keys: readonly string[]): string {
  if (keys.includes('')) throw mistake('--columns takes names with commas between them')
  const rows = listed.map((one) => keys.map((key) => cell(one, key)))
  return columns(
    keys.map((key) => key.toUpperCase()),
    rows,
  )
}

function cell(listed: Listed, key: string): string {
  const { node, rules, status } = listed
  if (key === 'node') return node.name
  if (key === 'groups') return groupsOf(node, rules).join(',') || '-'
  if (key === 'status') return status?.status ?? '-'
  if (key === 'statustime') return status?.at ?? '-'
  if (key === 'protocol') return protocolText(node, rules)
  if (key === 'bmc') return bmcText(node, rules)
  return value(node, key, rules) ?? '-'
}

function bmcText(node: NodeRecord, rules: Rules): string {
  const [host, port] = [value(node, 'bmc', rules), value(node, 'port', rules)]
  if (host === undefined || port === '443') return host ?? '-'
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

function protocolText(node: NodeRecord, rules: Rules): string {
  const written = value(node, 'protocol', rules) ?? '-'
  const found = written === 'auto' ? foundProtocol(node, groupsOf(node, rules), rules.defaults) : undefined
  return found === undefined ? written : `auto:${found}`
}

/** The value that holds, as anybody may see it. */
function value(node: NodeRecord, key: string, rules: Rules): string | undefined {
  const found = standing(node, key, rules)?.value
  return key === 'password' && found !== undefined ? shownPassword(found) : found
}

function asJson({ node, rules, status }: Listed): unknown {
  const known = JSON_KEYS.map((key) => [key, asJsonValue(key, value(node, key, rules))] as const)
  const tags = [...node.attributes].filter(([key]) => !JSON_KEYS.includes(key))
  return {
    node: node.name,
    ...Object.fromEntries(known.filter(([, text]) => text !== undefined)),
    found: foundProtocol(node, groupsOf(node, rules), rules.defaults),
    groups: groupsOf(node, rules),
    tags: Object.fromEntries(tags),
    status: status?.status,
    statustime: status?.at,
  }
}

function asJsonValue(key: string, text: string | undefined): string | number | undefined {
  return text !== undefined && (key === 'port' || key === 'tlslevel') ? Number(text) : text
}
