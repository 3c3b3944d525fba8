import type { Presence } from '../../../bus/presence.ts'
import type { KnownServiceNode } from './approved-keys.ts'

/**
 * Whether a service node is one of these names of service nodes and pools. Where it was said to which pool it belongs when it was let in, its
 * own word for that does not count; and nobody is a member of a pool that is called as another service node.
 */
export function isMemberOf(
  names: readonly string[],
  { name, pool }: Pick<Presence, 'name' | 'pool'>,
  known: ReadonlyMap<string, KnownServiceNode>,
): boolean {
  if (names.includes(name)) return true
  if (pool === undefined || known.has(pool) || !names.includes(pool)) return false
  return (known.get(name)?.pool ?? pool) === pool
}
