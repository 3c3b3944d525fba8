import type { Presence } from '../../../bus/presence.ts'
import { fingerprintOfKey } from '../../../bus/seal-key.ts'
import type { ErrorFacts } from '../../../core/errors.ts'
import type { KnownServiceNode } from './approved-keys.ts'

/** Why a service node that is there is not to be given anything; undefined where it is. */
export function whyNot(
  { name, key, version }: Presence,
  known: ReadonlyMap<string, KnownServiceNode>,
  ownVersion: string,
): ErrorFacts | undefined {
  const approved = known.get(name)?.key
  const about = { kind: 'service-node', serviceNode: name } as const
  const reason = fingerprintOfKey(key)
  if (approved === undefined) return { ...about, problem: 'unapproved', reason }
  if (approved !== key.toString('base64')) return { ...about, problem: 'other-key', reason }
  if (version !== ownVersion)
    return { ...about, problem: 'version', reason: `${version} there, ${ownVersion} here` }
  return undefined
}
