import { PROTOCOL_NAMES } from '../core/node.ts'
import { nameProblem } from './node-name.ts'

/** Which nodes a set of defaults is for: `all`, `protocol=NAME` or `group=NAME`. */
export type DefaultScope = 'all' | `protocol=${string}` | `group=${string}`

const PROTOCOLS: readonly string[] = [...PROTOCOL_NAMES, 'auto']

/** A checked scope, or what is wrong with the text. */
export function defaultScope(text: string): { readonly scope: DefaultScope } | { readonly problem: string } {
  if (text === 'all') return { scope: 'all' }
  const [kind, name = ''] = text.split('=', 2)
  if (kind === 'protocol' && PROTOCOLS.includes(name)) return { scope: `protocol=${name}` }
  if (kind === 'protocol') return { problem: `protocol: "${name}" is not one of ${PROTOCOLS.join(', ')}` }
  if (kind !== 'group') return { problem: `"${text}" is not a scope: all, protocol=NAME or group=NAME` }
  const problem = nameProblem(name)
  return problem === undefined ? { scope: `group=${name}` } : { problem: `group: ${problem}` }
}

/** Why an attribute cannot have a default in a scope, or undefined when it can. */
export function defaultProblem(scope: DefaultScope, key: string): string | undefined {
  if (key === 'groups') return 'groups have no default: write them on the nodes'
  if (scope.startsWith('group=')) return undefined
  if (key === 'bmc') return 'bmc has a default only for a group'
  return key === 'protocol' && scope !== 'all'
    ? 'the protocol cannot have a default that depends on the protocol'
    : undefined
}
